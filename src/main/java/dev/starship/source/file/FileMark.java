package dev.starship.source.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/// What tells one state of a file from another without reading it; symbolic links are followed.
///
/// @param bytes its size
/// @param modified when it was last written
/// @param file which file it is (device and inode); null where the system does not say
record FileMark(long bytes, FileTime modified, @Nullable Object file) {
  /// There is no file, or nobody may look at it.
  static final FileMark NONE = new FileMark(-1, FileTime.fromMillis(0), null);

  /// Like no file.
  static final FileMark UNKNOWN = new FileMark(-2, FileTime.fromMillis(0), null);

  static FileMark of(Path file) {
    try {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return new FileMark(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
    } catch (IOException _) {
      // Whoever reads the file next says why.
      return NONE;
    }
  }
}
