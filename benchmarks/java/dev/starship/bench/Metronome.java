package dev.starship.bench;

import java.util.concurrent.locks.LockSupport;

/// Beats at fixed times, on a thread of its own: a selector can wait only for whole milliseconds,
/// and looking at the clock again and again would take a core from what is measured.
final class Metronome implements AutoCloseable {
  private final Thread thread;
  private volatile boolean over;

  private Metronome(long first, long everyNanos, Runnable beat) {
    thread = Thread.ofPlatform().daemon().unstarted(() -> run(first, everyNanos, beat));
  }

  /// Starts one.
  ///
  /// @param first when it beats first, by [System#nanoTime()]
  static Metronome start(long first, long everyNanos, Runnable beat) {
    Metronome started = new Metronome(first, everyNanos, beat);
    started.thread.start();
    return started;
  }

  private void run(long first, long everyNanos, Runnable beat) {
    for (long due = first; !over; due += everyNanos) {
      for (long wait = nanosUntil(due); wait > 0 && !over; wait = nanosUntil(due)) {
        LockSupport.parkNanos(wait);
      }
      beat.run();
    }
  }

  /// How far away a time is; not above 0 once it is there.
  static long nanosUntil(long due) {
    return due - System.nanoTime();
  }

  @Override
  public void close() {
    over = true;
    LockSupport.unpark(thread);
  }
}
