package dev.starship.config;

import dev.starship.pageserver.PageCertificate;
import dev.starship.refusal.PageFolder;
import dev.starship.source.file.RouteTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Checks that what a key names is there and may be used. A key that was not given names nothing.
/// Problems name a path as it is written, if it is taken from elsewhere.
final class FilePlaces {
  private FilePlaces() {}

  /// Whether `file` can be read.
  static boolean readableFile(Section section, String key, @Nullable Path file) {
    if (file == null) {
      return false;
    }
    String name = section.asWritten(key, file);
    if (!Files.exists(file)) {
      section.refuse(key, name + " does not exist", "name a file that is there");
      return false;
    }
    if (Files.isDirectory(file) || !Files.isReadable(file)) {
      section.refuse(key, name + " cannot be read", "name a file that this user may read");
      return false;
    }
    return true;
  }

  /// A routes file, whose every line is read if the check is thorough.
  static void routes(Section section, String key, @Nullable Path file) {
    boolean isThere = readableFile(section, key, file);
    if (file != null
        && isThere
        && section.surroundings().isThorough()
        && RouteTable.load(file) instanceof RouteTable.Load.Refused(var problems)) {
      String name = section.asWritten(key, file);
      problems.forEach(problem ->
          section.refuse(key, problem.replace(file.toString(), name), "correct the routes file"));
    }
  }

  /// A folder of pages, each of which is read if the check is thorough.
  static void pages(Section section, String key, @Nullable Path folder) {
    boolean isThere = readableFolder(section, key, folder);
    if (folder != null && isThere && section.surroundings().isThorough()) {
      String name = section.asWritten(key, folder);
      PageFolder.read(folder)
          .problems()
          .forEach(problem ->
              section.refuse(key, problem.replace(folder.toString(), name), "correct the page"));
    }
  }

  /// The certificate `chain` and its `key`, which are tried if the check is thorough.
  static void certificate(Section section, Path chain, Path key) {
    if (section.surroundings().isThorough()) {
      try {
        PageCertificate.load(chain, key);
      } catch (IOException unusable) {
        section.refuse(
            String.valueOf(unusable.getMessage())
                .replace(chain.toString(), section.asWritten("chain", chain))
                .replace(key.toString(), section.asWritten("key", key)),
            "name a certificate and its key in PEM");
      }
    }
  }

  private static boolean readableFolder(Section section, String key, @Nullable Path folder) {
    if (folder == null) {
      return false;
    }
    String name = section.asWritten(key, folder);
    if (!Files.isDirectory(folder)) {
      section.refuse(key, name + " is not a folder", "name a folder that is there");
      return false;
    }
    if (!Files.isReadable(folder) || !Files.isExecutable(folder)) {
      section.refuse(key, name + " cannot be read", "name a folder that this user may read");
      return false;
    }
    return true;
  }

  /// A file that is made or replaced: the folder around it has to be there.
  static void writableFile(Section section, String key, @Nullable Path file) {
    if (file == null) {
      return;
    }
    String name = section.asWritten(key, file);
    Path folder = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file) || folder == null) {
      section.refuse(key, name + " is a folder", "name a file in it");
    } else if (!Files.isDirectory(folder) && name.equals(file.toString())) {
      section.refuse(
          key, "the folder " + folder + " does not exist", "create it: mkdir -p " + folder);
    } else if (!Files.isDirectory(folder)) {
      section.refuse(key, "the folder of " + name + " does not exist", "create it");
    } else if (!Files.isWritable(Files.exists(file) ? file : folder)) {
      section.refuse(
          key,
          name + " cannot be written",
          "let this user write to it: chown it or name another file");
    }
  }
}
