package dev.starship.config;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Checks that what a key names is there and may be used. A key that was not given names nothing.
final class FilePlaces {
  private FilePlaces() {}

  static void readableFile(Section section, String key, @Nullable Path file) {
    if (file == null) {
      return;
    }
    if (!Files.exists(file)) {
      section.refuse(key, file + " does not exist", "name a file that is there");
    } else if (Files.isDirectory(file) || !Files.isReadable(file)) {
      section.refuse(key, file + " cannot be read", "name a file that this user may read");
    }
  }

  static void readableFolder(Section section, String key, @Nullable Path folder) {
    if (folder == null) {
      return;
    }
    if (!Files.isDirectory(folder)) {
      section.refuse(key, folder + " is no folder", "name a folder that is there");
    } else if (!Files.isReadable(folder) || !Files.isExecutable(folder)) {
      section.refuse(key, folder + " cannot be read", "name a folder that this user may read");
    }
  }

  /// A file that is made or replaced: the folder around it has to be there.
  static void writableFile(Section section, String key, @Nullable Path file) {
    if (file == null) {
      return;
    }
    Path folder = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file) || folder == null) {
      section.refuse(key, file + " is a folder", "name a file in it");
    } else if (!Files.isDirectory(folder)) {
      section.refuse(
          key, "the folder " + folder + " does not exist", "create it: mkdir -p " + folder);
    } else if (!Files.isWritable(Files.exists(file) ? file : folder)) {
      section.refuse(
          key,
          file + " cannot be written",
          "let this user write to it: chown it or name another file");
    }
  }
}
