package dev.starship.peers;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/// How long a test waits for what must happen, before it fails.
final class Patience {
  /// Much longer than anything takes on a busy machine [60 s].
  static final Duration LIMIT = Duration.ofSeconds(60);

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(5);

  private Patience() {}

  /// Returns as soon as `happened` says so, for what tells nobody when it happens.
  ///
  /// @throws AssertionError if it does not happen
  static void until(String what, Callable<Boolean> happened) throws Exception {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!happened.call()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("this did not happen: " + what);
      }
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }
  }
}
