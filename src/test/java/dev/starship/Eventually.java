package dev.starship;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/// Waits for what comes true on its own and tells nobody of it. Only this class of the tests looks
/// again and again; whatever can tell is waited for by a latch, a future or a queue. Any thread.
public final class Eventually {
  /// How long a test waits for what must come, also for what tells: much longer than anything takes
  /// on a busy machine, so that only a broken product reaches it [2 min].
  public static final Duration LIMIT = Duration.ofMinutes(2);

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(3);

  private Eventually() {}

  /// Waits until `condition` holds.
  ///
  /// @throws AssertionError as [#sees] does
  public static void holds(String what, Callable<Boolean> condition) {
    var _ = sees(what, condition, held -> held);
  }

  /// Waits until `count` is `expected`.
  ///
  /// @throws AssertionError as [#sees] does
  public static void counts(String what, long expected, Callable<? extends Number> count) {
    var _ = sees(what + ": " + expected, count, seen -> seen.longValue() == expected);
  }

  /// Looks again until what it sees is `wanted`, and returns that.
  ///
  /// @throws AssertionError with `what` and what was seen last, if that does not come within
  ///   [#LIMIT], the thread is interrupted, or a look throws
  public static <T> T sees(String what, Callable<T> look, Predicate<? super T> wanted) {
    long began = System.nanoTime();
    T seen = look(what, look);
    while (!wanted.test(seen)) {
      if (System.nanoTime() - began > LIMIT.toNanos() || Thread.currentThread().isInterrupted()) {
        throw new AssertionError("this did not come: " + what + "; seen last: " + seen);
      }
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
      seen = look(what, look);
    }
    return seen;
  }

  private static <T> T look(String what, Callable<T> look) {
    try {
      return look.call();
    } catch (Exception failed) {
      throw new AssertionError("nothing could be seen of this: " + what, failed);
    }
  }
}
