import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.constant.ClassDesc;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// Brings the class files of a library that was compiled for Java 5 to the format of Java 8, in the
/// folder of what is shipped: the same code, with stack maps. The JVM keeps no older classes in its
/// AOT cache, and reads and verifies them at every start. `./starship make-cache` runs it from
/// source; a jar that needs nothing stays as it is.
///
/// A jar that was changed says so, in an entry of its own and in a file beside it: the Apache
/// License demands a prominent notice (section 4b).
public final class ModernClassFiles {
  /// The first version whose stack maps are obligatory.
  private static final int STACK_MAPS = ClassFile.JAVA_7_VERSION;

  private static final int MODERN = ClassFile.JAVA_8_VERSION;

  private static final String NOTICE_ENTRY = "META-INF/NOTICE.changed";

  /// Fixed: the same jar gives the same jar.
  private static final LocalDateTime NOTICE_TIME = LocalDateTime.of(2026, 11, 1, 0, 0);

  private static final String NOTICE =
      """
      NOTICE: the files in %s were changed by the Starship project.

      It is not the jar that its authors publish. %d class files were brought to the class-file format of
      Java 8 and got the stack maps that it demands; what they do was not changed. All other entries are as
      they were. The jar is licensed under the Apache License, Version 2.0; its authors' license and notices,
      where there are any, are in its META-INF, and https://www.apache.org/licenses/LICENSE-2.0 has the text.
      """;

  private final ZipFile jar;
  private final ClassFile format;

  private ModernClassFiles(ZipFile jar) {
    this.jar = jar;
    this.format =
        ClassFile.of(
            StackMapsOption.GENERATE_STACK_MAPS,
            ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofResourceParsing(this::own)
                    .orElse(ClassHierarchyResolver.defaultResolver())));
  }

  /// Rewrites jars in their places.
  ///
  /// @param args the jars
  public static void main(String[] args) throws IOException {
    for (String arg : args) {
      Path old = Path.of(arg);
      Path made = Path.of(arg + ".modern");
      int changed;
      try (ZipFile jar = new ZipFile(old.toFile());
          ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(made))) {
        changed = new ModernClassFiles(jar).copy(out);
        if (changed > 0) {
          ZipEntry notice = new ZipEntry(NOTICE_ENTRY);
          notice.setTimeLocal(NOTICE_TIME);
          out.putNextEntry(notice);
          out.write(notice(old, changed));
          out.closeEntry();
        }
      }
      if (changed == 0) {
        Files.delete(made);
        continue;
      }
      Files.write(Path.of(arg + ".NOTICE"), notice(old, changed));
      Files.move(made, old, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static byte[] notice(Path jar, int changed) {
    return NOTICE.formatted(jar.getFileName(), changed).getBytes(StandardCharsets.UTF_8);
  }

  /// How many of the entries it changed.
  private int copy(ZipOutputStream out) throws IOException {
    int changed = 0;
    for (ZipEntry entry : jar.stream().toList()) {
      byte[] old = jar.getInputStream(entry).readAllBytes();
      byte[] made = modern(entry.getName(), old);
      if (made != old) {
        changed++;
      }
      ZipEntry copy = new ZipEntry(entry.getName());
      copy.setTimeLocal(entry.getTimeLocal());
      out.putNextEntry(copy);
      out.write(made);
      out.closeEntry();
    }
    return changed;
  }

  private byte[] modern(String name, byte[] bytes) {
    if (!name.endsWith(".class")) {
      return bytes;
    }
    ClassModel old = format.parse(bytes);
    if (old.majorVersion() >= STACK_MAPS) {
      return bytes;
    }
    ClassTransform version =
        (made, element) -> {
          if (element instanceof ClassFileVersion) {
            made.withVersion(MODERN, 0);
          } else {
            made.with(element);
          }
        };
    // A body that is only copied keeps having no stack maps.
    ClassTransform bodies = ClassTransform.transformingMethodBodies((made, one) -> made.with(one));
    return format.transformClass(old, version.andThen(bodies));
  }

  private InputStream own(ClassDesc type) {
    String descriptor = type.descriptorString();
    try {
      ZipEntry entry = jar.getEntry(descriptor.substring(1, descriptor.length() - 1) + ".class");
      return entry == null ? null : jar.getInputStream(entry);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
