package dev.starship.routing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Policy;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.starship.address.Host;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The hosts that the source does not know, at most so many. Apart from the hits, so that a flood
/// of invented hosts drives out nothing but itself. Any thread.
final class MissStore {
  private final Cache<Host, RouteLookup.Unknown> cache;
  private final Policy.VarExpiration<Host, RouteLookup.Unknown> lives;

  /// @param evicted is run for each miss that had to go for another before its life was over
  MissStore(int most, Time time, Runnable evicted) {
    cache =
        Caffeine.newBuilder()
            .maximumSize(most)
            // For this each put says how long it lives.
            .expireAfter(Expiry.writing((Host _, RouteLookup.Unknown _) -> Duration.ZERO))
            .ticker(time::nanos)
            .executor(time::start)
            .evictionListener(
                (@Nullable Host _, RouteLookup.@Nullable Unknown _, RemovalCause cause) -> {
                  if (cause == RemovalCause.SIZE) {
                    evicted.run();
                  }
                })
            .build();
    lives = cache.policy().expireVariably().orElseThrow();
  }

  /// The answer for `host` if it is still good; null if nothing is remembered.
  ///
  /// Does not count as use, which would now and then have a thread woken for the upkeep by who
  /// reads. A host that is wanted again and again is put again and again, and that counts.
  RouteLookup.@Nullable Unknown get(Host host) {
    return cache.policy().getIfPresentQuietly(host);
  }

  /// @param now when the source said so
  void put(Host host, long now, long lifeMillis) {
    if (lifeMillis > 0) {
      var answer = new RouteLookup.Unknown(now, HitLevel.NEGATIVE);
      var _ = lives.put(host, answer, Duration.ofMillis(lifeMillis));
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

  /// How many there are. Drops those first whose life has been over for a second, which takes some
  /// milliseconds if they are many.
  long size() {
    cache.cleanUp();
    return cache.estimatedSize();
  }
}
