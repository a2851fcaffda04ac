package dev.starship.admission;

import java.util.concurrent.atomic.AtomicInteger;

/// Places that sessions take and give back, counted for all event loops. Any thread, never waits.
final class Room {
  private static final int GONE = -1;

  private final AtomicInteger taken = new AtomicInteger();

  /// Takes a place unless `most` are taken.
  boolean enter(int most) {
    int before = taken.get();
    while (before >= 0 && before < most) {
      int witness = taken.compareAndExchange(before, before + 1);
      if (witness == before) {
        return true;
      }
      before = witness;
    }
    return false;
  }

  /// Gives a place back.
  void leave() {
    if (taken.decrementAndGet() < 0) {
      throw new IllegalStateException("a place was given back twice");
    }
  }

  /// Whether it is empty and nobody can enter it from now on.
  boolean goIfEmpty() {
    return taken.compareAndSet(0, GONE);
  }

  boolean isGone() {
    return taken.get() == GONE;
  }

  /// How many places are taken.
  int taken() {
    return Math.max(0, taken.get());
  }
}
