package dev.starship.source.http;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/// How long to wait before the next attempt: twice as long after each failure, up to a limit, and
/// spread at random over the upper half of that, so that many who lost the same server do not come
/// back at once. Any thread.
final class Backoff {
  private final long longestMillis;
  private final DoubleSupplier random;
  private long firstMillis;
  private long nextMillis;

  /// @param random from 0 to 1
  Backoff(Duration first, Duration longest, DoubleSupplier random) {
    this.longestMillis = longest.toMillis();
    this.random = random;
    this.firstMillis = first.toMillis();
    this.nextMillis = firstMillis;
  }

  /// The attempt worked: the next wait is the first one again.
  synchronized void succeeded() {
    nextMillis = firstMillis;
  }

  /// The server asks for another first wait.
  synchronized void startWith(long millis) {
    firstMillis = Math.clamp(millis, 1, longestMillis);
    nextMillis = firstMillis;
  }

  /// The wait after an attempt that failed, or a connection that ended.
  synchronized Duration next() {
    long millis = nextMillis;
    nextMillis = Math.min(millis * 2, longestMillis);
    return Duration.ofNanos((long) (millis * 1_000_000L * (0.5 + random.getAsDouble() / 2)));
  }
}
