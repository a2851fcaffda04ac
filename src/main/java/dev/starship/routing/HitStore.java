package dev.starship.routing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.starship.address.Host;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.ToIntBiFunction;
import org.jspecify.annotations.Nullable;

/// The hosts that have a route, at most so many; fewer if they are large, so that no source can
/// fill the heap. Any thread.
final class HitStore {
  private final Cache<Host, Remembered> cache;
  private final AtomicInteger epoch = new AtomicInteger();

  /// @param maxHosts how many there are if none takes more than [CacheSettings#BYTES_PER_HOST]
  /// @param bytes about how much memory a host takes
  /// @param evicted gets each host that had to go for another
  HitStore(int maxHosts, ToIntBiFunction<Host, Remembered> bytes, Consumer<Host> evicted) {
    cache =
        Caffeine.newBuilder()
            .maximumWeight((long) maxHosts * CacheSettings.BYTES_PER_HOST)
            .weigher((Host host, Remembered hit) ->
                Math.max(CacheSettings.BYTES_PER_HOST, bytes.applyAsInt(host, hit)))
            // Upkeep is due after every 16 reads of a cache that is half full, and takes less than
            // waking a thread for it.
            .executor(Runnable::run)
            .evictionListener((@Nullable Host host, @Nullable Remembered _, RemovalCause _) -> {
              if (host != null) {
                evicted.accept(host);
              }
            })
            .build();
  }

  @Nullable Remembered get(Host host) {
    return cache.getIfPresent(host);
  }

  /// The same without counting as use.
  @Nullable Remembered peek(Host host) {
    return cache.policy().getIfPresentQuietly(host);
  }

  void put(Host host, Remembered hit) {
    cache.put(host, hit);
  }

  boolean putIfAbsent(Host host, Remembered hit) {
    return cache.asMap().putIfAbsent(host, hit) == null;
  }

  void remove(Host host) {
    cache.invalidate(host);
  }

  void remove(Host host, Remembered hit) {
    cache.asMap().remove(host, hit);
  }

  /// The number that tells what was confirmed before [#expireAll()] from what was confirmed after.
  int epoch() {
    return epoch.get();
  }

  void expire(Host host) {
    Remembered hit = peek(host);
    if (hit != null) {
      hit.expire();
    }
  }

  /// Expires `parent` and every deeper name. Looks at each host, so it takes some 50 ms for a
  /// million.
  void expireBelow(Host parent) {
    for (Host host : cache.asMap().keySet()) {
      if (HostTree.covers(parent, host)) {
        expire(host);
      }
    }
  }

  void expireAll() {
    epoch.incrementAndGet();
  }

  void clear() {
    cache.invalidateAll();
  }

  Collection<Host> hosts() {
    return cache.asMap().keySet();
  }

  long size() {
    return cache.estimatedSize();
  }
}
