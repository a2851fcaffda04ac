package dev.starship.routing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.starship.address.Host;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The hosts whose last question failed, and until when they are not asked for again. Any thread.
final class Backoffs {
  /// Failures that lie further apart are not in a row. A question may take long until it fails, and
  /// wait for a place before.
  private static final Duration IN_A_ROW = Duration.ofMinutes(1);

  private final Cache<Host, Backoff> cache;
  private final long firstMillis;
  private final long longestMillis;

  Backoffs(LookupLimits limits, Time time) {
    cache =
        Caffeine.newBuilder()
            .maximumSize(limits.backoffs())
            .expireAfterWrite(IN_A_ROW)
            .ticker(time::nanos)
            .executor(time::start)
            .build();
    firstMillis = limits.firstBackoff().toMillis();
    longestMillis = limits.longestBackoff().toMillis();
  }

  private record Backoff(long until, long millis, String why) {}

  /// Why `host` is not asked for at `now`; null if it may be.
  @Nullable String holding(Host host, long now) {
    Backoff backoff = cache.getIfPresent(host);
    return backoff == null || now >= backoff.until ? null : backoff.why;
  }

  /// Notes one more failure in a row.
  void failed(Host host, long now, String why) {
    cache
        .asMap()
        .compute(
            host,
            (_, last) -> {
              long millis = last == null ? firstMillis : Math.min(longestMillis, last.millis * 2);
              return new Backoff(now + millis, millis, why);
            });
  }

  void answered(Host host) {
    cache.invalidate(host);
  }

  void answeredBelow(Host parent) {
    cache.asMap().keySet().removeIf(host -> HostTree.covers(parent, host));
  }

  void clear() {
    cache.invalidateAll();
  }

  long size() {
    cache.cleanUp();
    return cache.estimatedSize();
  }
}
