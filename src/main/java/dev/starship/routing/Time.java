package dev.starship.routing;

import java.time.Duration;

/// Time and threads as the cache of lookups uses them: the seam that tests simulate. Any thread.
interface Time extends AutoCloseable {
  /// Nanoseconds from some fixed moment; never goes back.
  long nanos();

  /// Milliseconds from the same moment as [#nanos()].
  default long millis() {
    return nanos() / 1_000_000;
  }

  /// Milliseconds since 1970 by the system's clock, which may jump.
  long wallMillis();

  /// Runs `task`, which must not block, once `wait` is over.
  Alarm after(Duration wait, Runnable task);

  /// Runs `task`, which may wait for others to answer, on a thread of its own.
  void start(Runnable task);

  /// Runs `task`, which may compute long or wait for a disk, where that keeps nobody else from
  /// running. Only a few at a time do.
  void startOnDisk(Runnable task);

  /// No alarm rings from now on.
  @Override
  void close();

  /// A task that waits for its time.
  interface Alarm {
    /// The task is not run, unless it already is.
    void cancel();
  }
}
