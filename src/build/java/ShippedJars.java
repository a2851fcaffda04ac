import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
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
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// Makes jars of libraries, in the folder of what is shipped, ones that a start need not wait for.
/// `./starship make-cache` runs it from source; a jar that needs nothing stays as it is.
///
/// - Class files that were compiled for Java 5 are brought to the format of Java 8: the same code,
///   with stack maps. The JVM keeps no older classes in its AOT cache, and reads and verifies them
///   at every start.
/// - A signed jar loses its signature, and its manifest the digest of each file. Starship never
///   asks who signed a library, but the JVM looks through such a manifest, of a megabyte, at every
///   start, and verifies all of it when it loads the first class.
///
/// A jar that was changed says so, in an entry of its own and in a file beside it: the Apache
/// License demands a prominent notice (section 4b).
public final class ShippedJars {
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
      Java 8 and got the stack maps that it demands; what they do was not changed. %d files of a signature
      were left out, and with them the digests in the manifest. All other entries are as they were.

      It is licensed as before: by the license and notices of its authors in its META-INF or, where there are
      none, under the Apache License, Version 2.0, whose text https://www.apache.org/licenses/LICENSE-2.0 has.
      """;

  private static final Pattern SIGNATURE = Pattern.compile("META-INF/[^/]+\\.(SF|RSA|DSA|EC)");

  private final ZipFile jar;
  private final ClassFile format;
  private final boolean signed;
  private int modernClasses;
  private int leftOut;

  private ShippedJars(ZipFile jar) {
    this.jar = jar;
    this.signed = jar.stream().anyMatch(ShippedJars::isSignature);
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
      ship(Path.of(arg));
    }
  }

  private static void ship(Path old) throws IOException {
    Path made = Path.of(old + ".made");
    boolean changed;
    try (ZipFile jar = new ZipFile(old.toFile());
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(made))) {
      var shipped = new ShippedJars(jar);
      shipped.copy(out);
      changed = shipped.changed();
      if (changed) {
        byte[] notice = shipped.notice(old);
        add(out, NOTICE_ENTRY, NOTICE_TIME, notice);
        Files.write(Path.of(old + ".NOTICE"), notice);
      }
    }
    if (changed) {
      Files.move(made, old, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } else {
      Files.delete(made);
    }
  }

  private boolean changed() {
    return modernClasses > 0 || leftOut > 0;
  }

  private byte[] notice(Path jar) {
    return NOTICE
        .formatted(jar.getFileName(), modernClasses, leftOut)
        .getBytes(StandardCharsets.UTF_8);
  }

  private void copy(ZipOutputStream out) throws IOException {
    for (ZipEntry entry : jar.stream().toList()) {
      if (isSignature(entry)) {
        leftOut++;
        continue;
      }
      String name = entry.getName();
      byte[] bytes = jar.getInputStream(entry).readAllBytes();
      if (signed && name.equals(JarFile.MANIFEST_NAME)) {
        bytes = withoutDigests(bytes);
      } else if (name.endsWith(".class")) {
        bytes = modern(bytes);
      }
      add(out, name, entry.getTimeLocal(), bytes);
    }
  }

  private static void add(ZipOutputStream out, String name, LocalDateTime time, byte[] bytes)
      throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(time);
    out.putNextEntry(entry);
    out.write(bytes);
    out.closeEntry();
  }

  private static boolean isSignature(ZipEntry entry) {
    return SIGNATURE.matcher(entry.getName()).matches();
  }

  private static byte[] withoutDigests(byte[] bytes) throws IOException {
    var manifest = new Manifest(new ByteArrayInputStream(bytes));
    for (Attributes file : manifest.getEntries().values()) {
      file.keySet().removeIf(name -> name.toString().endsWith("-Digest"));
    }
    manifest.getEntries().values().removeIf(Attributes::isEmpty);
    var out = new ByteArrayOutputStream();
    manifest.write(out);
    return out.toByteArray();
  }

  private byte[] modern(byte[] bytes) {
    ClassModel old = format.parse(bytes);
    if (old.majorVersion() >= STACK_MAPS) {
      return bytes;
    }
    modernClasses++;
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
