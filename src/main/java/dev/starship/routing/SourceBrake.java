package dev.starship.routing;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// Holds questions back from a source that fails whatever it is asked. A refused connect is soon
/// over, so that those for many hosts, each in its turn again and again, would take the CPU from
/// everybody and fall upon a source that comes back. The first answer lets go. Any thread.
final class SourceBrake {
  /// How much of a second's questions may come at once.
  private static final long BURST_NANOS = 100_000_000;

  private final int failuresInARow;
  private final long nanosPerQuestion;
  private final LongSupplier nanoTime;
  private final AtomicInteger failures = new AtomicInteger();

  /// Until when the questions that were let through use up what is allowed.
  private final AtomicLong usedUntil;

  /// @param nanoTime [Time#nanos()]
  SourceBrake(LookupLimits limits, LongSupplier nanoTime) {
    failuresInARow = limits.failuresInARow();
    nanosPerQuestion = 1_000_000_000L / limits.questionsWhileFailing();
    this.nanoTime = nanoTime;
    usedUntil = new AtomicLong(nanoTime.getAsLong());
  }

  /// Whether a question may be asked now; one that may counts.
  boolean mayAsk() {
    if (failures.get() < failuresInARow) {
      return true;
    }
    long now = nanoTime.getAsLong();
    while (true) {
      long before = usedUntil.get();
      // Differences, because nanoseconds of the system may overflow.
      if (before - now > BURST_NANOS) {
        return false;
      }
      long from = before - now > 0 ? before : now;
      if (usedUntil.compareAndSet(before, from + nanosPerQuestion)) {
        return true;
      }
    }
  }

  /// The source gave no answer for a host that it once had one for.
  void failed() {
    failures.updateAndGet(inARow -> Math.min(inARow + 1, failuresInARow));
  }

  /// It gave one.
  void answered() {
    if (failures.get() != 0) {
      failures.set(0);
    }
  }
}
