package dev.starship.accesslog;

import dev.starship.events.End;
import dev.starship.events.RequestEnd;
import dev.starship.events.SessionEnd;
import dev.starship.events.SessionListener;
import dev.starship.preread.Protocol;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// The access log. Event loops leave what ended in a queue; one thread writes it. Where the log
/// cannot keep up or cannot be written, lines are dropped and counted: traffic never waits for it.
public final class AccessLog implements SessionListener, AutoCloseable {
  /// How long a line waits at most before the writing thread looks: waking it for each line would
  /// cost the event loop a system call.
  private static final long LOOK_NANOS = Duration.ofMillis(50).toNanos();

  private static final long WATCH_NANOS = Duration.ofSeconds(1).toNanos();

  /// How long [#close] waits for an output that does not take what is queued, such as a pipe that
  /// nobody reads.
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);

  private final LogOutput output;
  private final LineWriter writer;
  private final LogLimits limits;
  private final Complaints complaints;
  private final MpscAtomicArrayQueue<End> queue;
  private final LineBuffer buffer;
  private final LongAdder overflowed = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder written = new LongAdder();
  private final Thread thread;
  private volatile boolean closing;

  AccessLog(LogOutput output, AccessLogSettings settings, LogLimits limits, LongSupplier nanoTime) {
    this.output = output;
    this.limits = limits;
    writer = LineWriter.of(settings.format());
    complaints =
        new Complaints(settings.path(), nanoTime, LoggerFactory.getLogger(AccessLog.class));
    queue = new MpscAtomicArrayQueue<>(limits.queueLines());
    buffer = new LineBuffer(limits);
    thread = Thread.ofPlatform().name("access-log").daemon().unstarted(this::run);
  }

  /// Opens the log and starts its thread; empty if there is to be none.
  ///
  /// @throws IOException if the file cannot be opened; its message names the path
  public static Optional<AccessLog> open(AccessLogSettings settings) throws IOException {
    LogOutput output =
        switch (settings.path()) {
          case AccessLogSettings.NONE -> null;
          case AccessLogSettings.STDOUT -> LogFile.ofStandardOutput();
          default -> LogFile.of(Path.of(settings.path()));
        };
    if (output == null) {
      return Optional.empty();
    }
    AccessLog log = new AccessLog(output, settings, LogLimits.DEFAULT, System::nanoTime);
    log.start();
    return Optional.of(log);
  }

  void start() {
    thread.start();
    Thread.ofVirtual().name("access-log-watch").start(this::watch);
  }

  /// Tells of a full queue. Not by the thread that empties it, which may hang in a write.
  private void watch() {
    while (!closing) {
      complaints.overflowed(overflowed.sum());
      LockSupport.parkNanos(this, WATCH_NANOS);
    }
  }

  @Override
  public void accepted() {}

  /// Queues the line of a request.
  @Override
  public void requestEnded(RequestEnd end) {
    queue(end);
  }

  /// Queues the line of a session. One that never sent a byte has none, and for one that spoke HTTP
  /// each of its requests has one.
  @Override
  public void ended(SessionEnd end) {
    if (end.protocol() != Protocol.HTTP && !saidNothing(end)) {
      queue(end);
    }
  }

  /// Whether a session was read from, and nothing came. Of one that was cut unread, it is not known
  /// what it had to say.
  private static boolean saidNothing(SessionEnd end) {
    return switch (end.ending()) {
      case SILENT -> true;
      case PREREAD_TIMEOUT, DRAINED -> end.bytesIn() == 0;
      default -> false;
    };
  }

  private void queue(End line) {
    if (closing || !queue.offer(line)) {
      overflowed.increment();
    }
  }

  /// Lines that were lost, because the queue was full or the output failed, since the start. Any
  /// thread.
  public long dropped() {
    return overflowed.sum() + failed.sum();
  }

  /// Lines handed to the operating system since the start. Any thread.
  public long written() {
    return written.sum();
  }

  /// Opens the path anew, after the file was renamed: every line written after the return is in the
  /// new file. Any thread; may block on the disk. A write that hangs, as to a pipe that nobody
  /// reads, is broken off after two seconds.
  ///
  /// @throws IOException if the path cannot be opened; the old file stays in use then
  public void reopen() throws IOException {
    output.reopen();
  }

  /// Writes what is queued, waiting at most five seconds, and closes the file. To be called after
  /// the event loops ended.
  @Override
  public void close() throws IOException {
    closing = true;
    LockSupport.unpark(thread);
    try {
      if (!thread.join(CLOSE_WAIT)) {
        // A write that hangs is broken off; what is lost by it is counted.
        thread.interrupt();
      }
    } catch (InterruptedException _) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
    output.close();
  }

  private void run() {
    boolean isLast = false;
    while (!isLast) {
      isLast = closing;
      for (End end = queue.poll(); end != null; end = queue.poll()) {
        writer.write(end, buffer);
        if (buffer.length() >= limits.bufferBytes()) {
          flush();
        }
      }
      flush();
      if (!isLast) {
        LockSupport.parkNanos(this, LOOK_NANOS);
      }
    }
    complaints.overflowed(overflowed.sum());
  }

  private void flush() {
    if (buffer.length() == 0) {
      return;
    }
    ByteBuffer lines = buffer.content();
    int count = lines(lines);
    @Nullable IOException failure = null;
    try {
      output.write(lines);
    } catch (IOException e) {
      failure = e;
    }
    int lost = lines(lines);
    written.add(count - lost);
    if (failure == null) {
      complaints.recovered(dropped());
    } else {
      failed.add(lost);
      complaints.failed(dropped(), failure);
    }
    buffer.clear();
  }

  private static int lines(ByteBuffer bytes) {
    int lines = 0;
    for (int i = bytes.position(); i < bytes.limit(); i++) {
      if (bytes.get(i) == '\n') {
        lines++;
      }
    }
    return lines;
  }
}
