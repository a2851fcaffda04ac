package dev.starship.proxy;

import dev.starship.proxy.BackendPool.Drop;
import java.util.List;
import java.util.function.ToLongFunction;

/// What became of the connections to backends that were kept for further requests, on all event
/// loops. Any thread.
public final class PoolCounters {
  private final List<BackendPool> pools;

  PoolCounters(List<BackendPool> pools) {
    this.pools = List.copyOf(pools);
  }

  /// Connections that wait now.
  public long idle() {
    return sum(BackendPool::idle);
  }

  /// How often one was used for another request.
  public long reused() {
    return sum(BackendPool::reused);
  }

  /// How often a request was sent again because its connection had been closed meanwhile.
  public long retried() {
    return sum(BackendPool::retried);
  }

  /// How many were closed, reset or used out of turn by their backend.
  public long broken() {
    return sum(pool -> pool.dropped(Drop.BROKEN));
  }

  /// How many waited for longer than [PoolLimits#idleTimeout()].
  public long timedOut() {
    return sum(pool -> pool.dropped(Drop.TIMED_OUT));
  }

  /// How many were closed because there were too many.
  public long full() {
    return sum(pool -> pool.dropped(Drop.FULL));
  }

  /// How many were closed because their session ended, or Starship stops.
  public long notNeeded() {
    return sum(pool -> pool.dropped(Drop.NOT_NEEDED));
  }

  private long sum(ToLongFunction<BackendPool> count) {
    return pools.stream().mapToLong(count).sum();
  }
}
