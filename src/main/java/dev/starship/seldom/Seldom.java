package dev.starship.seldom;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// Lets something happen at most once in a while. Any thread, never waits.
public final class Seldom {
  private final long pauseNanos;
  private final LongSupplier nanoTime;
  private final AtomicLong last;

  /// It may happen at once, and then once after each `pause`.
  ///
  /// @param nanoTime such as [System#nanoTime()]
  public Seldom(Duration pause, LongSupplier nanoTime) {
    pauseNanos = pause.toNanos();
    this.nanoTime = nanoTime;
    last = new AtomicLong(nanoTime.getAsLong() - pauseNanos);
  }

  /// Whether it may happen now; of those who ask at once, one hears yes.
  public boolean isDue() {
    long now = nanoTime.getAsLong();
    long before = last.get();
    return now - before >= pauseNanos && last.compareAndSet(before, now);
  }
}
