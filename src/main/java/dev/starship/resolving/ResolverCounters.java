package dev.starship.resolving;

import java.util.concurrent.atomic.LongAdder;

/// What a resolver has done since the start. Any thread.
public final class ResolverCounters {
  private final LongAdder fresh = new LongAdder();
  private final LongAdder lastGood = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder asked = new LongAdder();
  private final LongAdder delayed = new LongAdder();
  private final LongAdder delayedRepeats = new LongAdder();
  private final LongAdder forgotten = new LongAdder();

  void answeredFresh() {
    fresh.increment();
  }

  void answeredLastGood() {
    lastGood.increment();
  }

  void answeredFailed() {
    failed.increment();
  }

  void askedNames() {
    asked.increment();
  }

  void delayed(boolean repeat) {
    (repeat ? delayedRepeats : delayed).increment();
  }

  void forgot() {
    forgotten.increment();
  }

  /// Answers with addresses whose life was not over.
  public long fresh() {
    return fresh.sum();
  }

  /// Answers with the last good addresses, whose life was over.
  public long lastGood() {
    return lastGood.sum();
  }

  /// Answers without an address.
  public long failed() {
    return failed.sum();
  }

  /// Names asked for at the name servers.
  public long asked() {
    return asked.sum();
  }

  /// Questions that had to wait because there were [ResolverLimits#questions()].
  public long delayed() {
    return delayed.sum();
  }

  /// Questions after a failure that had to wait because there were [ResolverLimits#repeats()].
  public long delayedRepeats() {
    return delayedRepeats.sum();
  }

  /// Names forgotten because there were too many.
  public long forgotten() {
    return forgotten.sum();
  }
}
