package dev.starship.traps;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/// Waits for what is to come true on its own, with a limit that only a broken product reaches.
final class Until {
  static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long BETWEEN_TRIES_NANOS = 3_000_000;

  private Until() {}

  /// Waits until `condition` holds.
  static void holds(String what, Callable<Boolean> condition) throws Exception {
    var _ = is(what, condition, held -> held);
  }

  /// Tries again until `result` is `wanted`, and returns that result.
  static <T> T is(String what, Callable<T> attempt, Predicate<? super T> wanted) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    T last = attempt.call();
    while (!wanted.test(last)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(
            "not within " + PATIENCE.toSeconds() + " s: " + what + "; the last was " + last);
      }
      LockSupport.parkNanos(BETWEEN_TRIES_NANOS);
      last = attempt.call();
    }
    return last;
  }
}
