package dev.starship.accesslog;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/// A file that lines are appended to, or the standard output.
final class LogFile implements LogOutput {
  /// A write that takes so long hangs: a disk is done, or fails, before.
  private static final Duration HANGS_AFTER = Duration.ofSeconds(2);

  /// How long an output that takes nothing is left alone.
  private static final long FULL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final Opener opener;

  /// Whether the channel may be closed: the standard output belongs to the whole process.
  private final boolean isOwned;

  /// Held by whoever writes or opens.
  private final ReentrantLock lock = new ReentrantLock();

  private volatile WritableByteChannel channel;

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
  public void write(ByteBuffer lines) throws IOException {
    lock.lock();
    try {
      append(lines);
    } finally {
      lock.unlock();
    }
  }

  private void append(ByteBuffer lines) throws IOException {
    if (!channel.isOpen()) {
      channel = opener.open();
    }
    int start = lines.position();
    try {
      if (isTorn) {
        writeAll(ByteBuffer.wrap(new byte[] {'\n'}));
        isTorn = false;
      }
      writeAll(lines);
    } catch (IOException e) {
      isTorn |= lines.position() > start && lines.get(lines.position() - 1) != '\n';
      throw e;
    }
  }

  private void writeAll(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      if (channel.write(bytes) == 0) {
        // Whoever shares the standard output has made it non-blocking, and its reader is slow.
        LockSupport.parkNanos(FULL_NANOS);
      }
    }
  }

  @Override
  public void reopen() throws IOException {
    if (!isOwned) {
      return;
    }
    await();
    try {
      WritableByteChannel old = channel;
      channel = opener.open();
      isTorn = false;
      old.close();
    } finally {
      lock.unlock();
    }
  }

  /// Takes the lock, from a write that hangs too: closing its channel breaks it off.
  private void await() throws IOException {
    try {
      if (!lock.tryLock(HANGS_AFTER.toNanos(), TimeUnit.NANOSECONDS)) {
        channel.close();
        lock.lock();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the log was written");
    }
  }

  @Override
  public void close() throws IOException {
    if (!isOwned) {
      return;
    }
    await();
    try {
      channel.close();
    } finally {
      lock.unlock();
    }
  }
}
