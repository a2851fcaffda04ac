package dev.starship.accesslog;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A file that lines are appended to, or the standard output.
final class LogFile implements LogOutput {
  private final Opener opener;

  /// Whether the channel may be closed: the standard output belongs to the whole process.
  private final boolean isOwned;

  private WritableByteChannel channel;

  /// Whether the file may end in the middle of a line, because a write failed there.
  private boolean isTorn;

  /// Opens what is written to.
  interface Opener {
    WritableByteChannel open() throws IOException;
  }

  LogFile(Opener opener, boolean isOwned) throws IOException {
    this.opener = opener;
    this.isOwned = isOwned;
    channel = opener.open();
  }

  static LogFile of(Path path) throws IOException {
    return new LogFile(
        () ->
            FileChannel.open(
                path,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.APPEND),
        true);
  }

  @SuppressWarnings("resource") // Stays open as long as the process lives.
  static LogFile ofStandardOutput() throws IOException {
    FileChannel out = new FileOutputStream(FileDescriptor.out).getChannel();
    return new LogFile(() -> out, false);
  }

  @Override
  public synchronized void write(ByteBuffer lines) throws IOException {
    if (!channel.isOpen()) {
      channel = opener.open();
    }
    int start = lines.position();
    try {
      if (isTorn) {
        channel.write(ByteBuffer.wrap(new byte[] {'\n'}));
        isTorn = false;
      }
      while (lines.hasRemaining()) {
        channel.write(lines);
      }
    } catch (IOException e) {
      isTorn |= lines.position() > start && lines.get(lines.position() - 1) != '\n';
      throw e;
    }
  }

  @Override
  public synchronized void reopen() throws IOException {
    if (isOwned) {
      WritableByteChannel old = channel;
      channel = opener.open();
      isTorn = false;
      old.close();
    }
  }

  @Override
  public synchronized void close() throws IOException {
    if (isOwned) {
      channel.close();
    }
  }
}
