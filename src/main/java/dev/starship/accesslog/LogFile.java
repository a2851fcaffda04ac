package dev.starship.accesslog;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
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

    /// Whether what was opened last ends in the middle of a line.
    default boolean isTorn() throws IOException {
      return false;
    }
  }

  LogFile(Opener opener, boolean isOwned) throws IOException {
    this.opener = opener;
    this.isOwned = isOwned;
    channel = opener.open();
    isTorn = opener.isTorn();
  }

  static LogFile of(Path path) throws IOException {
    return new LogFile(new FileOpener(path), true);
  }

  private record FileOpener(Path path) implements Opener {
    @Override
    public WritableByteChannel open() throws IOException {
      return FileChannel.open(
          path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }

    /// An earlier process may have met a full disk.
    @Override
    public boolean isTorn() throws IOException {
      if (!Files.isRegularFile(path) || !Files.isReadable(path) || Files.size(path) == 0) {
        return false;
      }
      try (FileChannel written = FileChannel.open(path)) {
        ByteBuffer last = ByteBuffer.allocate(1);
        return written.read(last, written.size() - 1) == 1 && last.get(0) != '\n';
      }
    }
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
    // Before the lock is taken: to open a named pipe hangs until somebody reads it.
    WritableByteChannel unused = opener.open();
    try {
      await();
      try {
        isTorn = opener.isTorn();
        WritableByteChannel old = channel;
        channel = unused;
        unused = old;
      } finally {
        lock.unlock();
      }
    } finally {
      unused.close();
    }
  }

  /// Takes the lock, from a write that hangs too: closing its channel breaks it off. What hangs
  /// while it opens the file anew cannot be broken off.
  private void await() throws IOException {
    try {
      if (!lock.tryLock(HANGS_AFTER.toNanos(), TimeUnit.NANOSECONDS)) {
        channel.close();
        if (!lock.tryLock(HANGS_AFTER.toNanos(), TimeUnit.NANOSECONDS)) {
          throw new IOException("opening it hangs");
        }
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
