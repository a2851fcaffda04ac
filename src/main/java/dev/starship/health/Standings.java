package dev.starship.health;

import dev.starship.address.Address;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// How all backend addresses stand. Shared by all event loops, without a lock where an address is
/// known. Any thread.
public final class Standings {
  private final HealthSettings settings;
  private final HealthLimits limits;
  private final LongAdder ejections = new LongAdder();
  private final ConcurrentHashMap<Address, Standing> known = new ConcurrentHashMap<>();

  /// How many may be known before those that nobody uses are looked for.
  private final AtomicInteger sweepBeyond;

  /// Knows nobody yet.
  public Standings(HealthSettings settings, HealthLimits limits) {
    this.settings = settings;
    this.limits = limits;
    this.sweepBeyond = new AtomicInteger(limits.addresses());
  }

  /// Counts a connection to `address` that is about to be made; [Standing#end()] is due once.
  public Standing begin(Address address) {
    while (true) {
      Standing standing = remembered(address);
      if (standing.begin()) {
        return standing;
      }
      known.remove(address, standing);
    }
  }

  /// Keeps `address` in memory until [Standing#unwatch].
  Standing watch(Address address) {
    while (true) {
      Standing standing = remembered(address);
      if (standing.watch()) {
        return standing;
      }
      known.remove(address, standing);
    }
  }

  private Standing remembered(Address address) {
    Standing standing = known.get(address);
    if (standing == null) {
      standing = known.computeIfAbsent(address, _ -> new Standing(settings));
      sweep();
    }
    return standing;
  }

  /// How `address` stands; null if nothing is known of it.
  public @Nullable Standing of(Address address) {
    return known.get(address);
  }

  /// A connect to a backend that was counted failed.
  public void failed(Standing backend, long now) {
    if (backend.failed(now)) {
      ejections.increment();
    }
  }

  /// How often a backend was ejected.
  public long ejections() {
    return ejections.sum();
  }

  /// How many backends are left out, by failed connects or checks.
  public long ejected(long now) {
    return known.values().stream().filter(standing -> standing.readiness(now) == 0).count();
  }

  /// How many addresses are remembered.
  public int size() {
    return known.size();
  }

  /// Forgets those without connections if there are too many. Those that stay make the next sweep
  /// come later, so that one sweep is paid by as many new addresses as it looks at.
  private void sweep() {
    int beyond = sweepBeyond.get();
    if (known.size() > beyond && sweepBeyond.compareAndSet(beyond, Integer.MAX_VALUE)) {
      known.forEach((address, standing) -> {
        if (standing.forget()) {
          known.remove(address, standing);
        }
      });
      sweepBeyond.set(Math.max(limits.addresses(), 2 * known.size()));
    }
  }
}
