package dev.starship.routing;

import dev.starship.seldom.Seldom;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/// Holds questions back from a source that fails whatever it is asked. A refused connect is soon
/// over, so that those for many hosts, each in its turn again and again, would take the CPU from
/// everybody and fall upon a source that comes back. The first answer lets go. Any thread.
final class SourceBrake {
  private final int failuresInARow;
  private final Seldom question;
  private final AtomicInteger failures = new AtomicInteger();

  /// @param nanoTime [Time#nanos()]
  SourceBrake(LookupLimits limits, LongSupplier nanoTime) {
    failuresInARow = limits.failuresInARow();
    question =
        new Seldom(Duration.ofSeconds(1).dividedBy(limits.questionsWhileFailing()), nanoTime);
  }

  /// Whether a question may be asked now; one that may counts.
  boolean mayAsk() {
    return failures.get() < failuresInARow || question.isDue();
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
