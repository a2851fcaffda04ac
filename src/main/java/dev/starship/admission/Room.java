package dev.starship.admission;

import java.util.concurrent.atomic.AtomicLong;

/// Places that sessions take and give back, counted for all event loops. Those that are served and
/// those that only get an answer are counted apart, so that these never keep others from being
/// served. Any thread, never waits.
final class Room {
  /// What a session is there for.
  enum Kind {
    /// To reach a backend.
    SERVED(0),
    /// To be told that the room is full.
    REFUSED(Integer.SIZE);

    private final int shift;

    Kind(int shift) {
      this.shift = shift;
    }

    private int of(long taken) {
      return (int) (taken >>> shift);
    }

    private long one() {
      return 1L << shift;
    }
  }

  private static final long GONE = -1;

  /// Of each kind 31 bits.
  private final AtomicLong taken = new AtomicLong();

  /// Takes a place unless `most` of its kind are taken.
  boolean enter(Kind kind, int most) {
    long before = taken.get();
    while (before != GONE && kind.of(before) < most) {
      long witness = taken.compareAndExchange(before, before + kind.one());
      if (witness == before) {
        return true;
      }
      before = witness;
    }
    return false;
  }

  /// Gives a place back.
  void leave(Kind kind) {
    if (kind.of(taken.getAndAdd(-kind.one())) <= 0) {
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

  /// How many places of a kind are taken.
  int taken(Kind kind) {
    return Math.max(0, kind.of(taken.get()));
  }
}
