package dev.starship.accesslog;

import java.io.IOException;
import java.nio.ByteBuffer;

/// Where lines go. Any thread.
interface LogOutput extends AutoCloseable {
  /// Writes all of `lines`, or fails with what could not be written still in it. The next call
  /// tries to recover.
  void write(ByteBuffer lines) throws IOException;

  /// Lets go of the file and opens the path anew; keeps the file if the path cannot be opened.
  void reopen() throws IOException;

  @Override
  void close() throws IOException;
}
