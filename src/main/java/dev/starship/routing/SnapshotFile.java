package dev.starship.routing;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A file of hosts and bytes. One thread writes; any thread reads. All of it blocks on the disk.
interface SnapshotFile extends AutoCloseable {
  /// Opens files.
  interface Opener {
    /// Opens `path`, or makes it and the folders above it.
    ///
    /// @throws CorruptException if it is no snapshot of this version
    /// @throws HeldException if another process has it open
    /// @throws IOException if the disk does not allow it
    SnapshotFile open(Path path) throws IOException;
  }

  /// The content makes no sense.
  final class CorruptException extends IOException {
    CorruptException(String why, @Nullable Throwable cause) {
      super(why, cause);
    }
  }

  /// Another process has the file open.
  final class HeldException extends IOException {
    HeldException(String why, @Nullable Throwable cause) {
      super(why, cause);
    }
  }

  /// Sees an entry.
  interface Each {
    /// Whether to go on.
    boolean sees(String host, byte[] entry) throws IOException;
  }

  long size();

  byte @Nullable [] get(String host) throws IOException;

  /// Shows `each` every entry of this moment until it says false. It may write.
  void forEach(Each each) throws IOException;

  /// Takes an entry, and commits by itself where many wait for that.
  void put(String host, byte[] entry) throws IOException;

  void remove(String host) throws IOException;

  void clear() throws IOException;

  /// What was written survives the end of the process from now on.
  void commit() throws IOException;

  /// Commits and lets go of the file.
  @Override
  void close() throws IOException;

  /// Lets go of the file without writing to it.
  void abandon();
}
