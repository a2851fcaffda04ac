package dev.starship.routing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.starship.address.Host;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// The hosts that the source does not know, at most so many. Apart from the hits, so that a flood
/// of invented hosts drives out nothing but itself. Any thread.
final class MissStore {
  private final Cache<Host, Miss> cache;

  /// @param evicted is run for each miss that had to go for another
  MissStore(int most, Executor upkeep, Runnable evicted) {
    cache =
        Caffeine.newBuilder()
            .maximumSize(most)
            .executor(upkeep)
            .evictionListener((@Nullable Host _, @Nullable Miss _, RemovalCause _) -> evicted.run())
            .build();
  }

  /// @param answer what a session gets
  /// @param until until when
  private record Miss(RouteLookup.Unknown answer, long until) {}

  /// The answer for `host` if it is still good; null if nothing is remembered.
  RouteLookup.@Nullable Unknown get(Host host, long now) {
    Miss miss = cache.getIfPresent(host);
    return miss == null || now >= miss.until ? null : miss.answer;
  }

  void put(Host host, long now, long lifeMillis) {
    if (lifeMillis > 0) {
      cache.put(host, new Miss(new RouteLookup.Unknown(now, HitLevel.NEGATIVE), now + lifeMillis));
    } else {
      remove(host);
    }
  }

  void remove(Host host) {
    cache.invalidate(host);
  }

  void removeBelow(Host parent) {
    cache.asMap().keySet().removeIf(host -> HostTree.covers(parent, host));
  }

  void clear() {
    cache.invalidateAll();
  }

  long size() {
    return cache.estimatedSize();
  }
}
