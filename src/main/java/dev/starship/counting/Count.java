package dev.starship.counting;

import java.util.concurrent.atomic.AtomicLong;

/// A number to which one thread adds, always the same, and which any thread reads: a plain read and
/// an ordered write suffice for that, where an atomic addition takes the cache line from all other
/// cores.
public final class Count {
  private final AtomicLong value = new AtomicLong();

  /// Adds `amount`, which may be negative. The one thread only.
  public void add(long amount) {
    value.setRelease(value.getPlain() + amount);
  }

  /// Adds one. The one thread only.
  public void increment() {
    add(1);
  }

  /// What it came to. Any thread: at least what another one had added before it told this one of
  /// something else.
  public long get() {
    return value.getAcquire();
  }
}
