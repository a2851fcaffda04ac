package dev.starship.source.http;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/// How long to wait before the next connection: twice as long after each that failed, up to a
/// limit, and spread at random over the upper half of that, so that many who lost the same server
/// do not come back at once. A connection that ends before it was heard for longer than the wait
/// that would come next has failed too: otherwise a server that accepts everybody and closes at
/// once would be asked all the time. Any thread.
final class Backoff {
  private final long leastMillis;
  private final long longestMillis;
  private final DoubleSupplier random;
  private final LongSupplier nanoTime;
  private long firstMillis;
  private int doublings;
  private long openedNanos;

  /// @param random from 0 to 1
  Backoff(HttpSourceLimits limits, DoubleSupplier random, LongSupplier nanoTime) {
    this.leastMillis = limits.feedRetryMin().toMillis();
    this.longestMillis = limits.feedRetryMax().toMillis();
    this.random = random;
    this.nanoTime = nanoTime;
    this.firstMillis = limits.feedRetry().toMillis();
  }

  /// A connection is open, which proves nothing yet.
  synchronized void opened() {
    openedNanos = nanoTime.getAsLong();
  }

  /// The open connection is alive. Once it has been for long enough, the next wait is the first one
  /// again.
  synchronized void heard() {
    if (nanoTime.getAsLong() - openedNanos > TimeUnit.MILLISECONDS.toNanos(millis())) {
      doublings = 0;
    }
  }

  /// The server asks for another first wait. How often it has failed counts all the same.
  synchronized void startWith(long millis) {
    firstMillis = Math.clamp(millis, leastMillis, longestMillis);
  }

  /// The wait after an attempt that failed, or a connection that ended.
  synchronized Duration next() {
    long millis = millis();
    if (millis < longestMillis) {
      doublings++;
    }
    return Duration.ofNanos((long) (millis * 1_000_000L * (0.5 + random.getAsDouble() / 2)));
  }

  private long millis() {
    long millis = firstMillis;
    for (int i = 0; i < doublings && millis < longestMillis; i++) {
      millis *= 2;
    }
    return Math.min(millis, longestMillis);
  }
}
