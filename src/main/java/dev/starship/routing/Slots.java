package dev.starship.routing;

import java.util.LinkedHashSet;
import java.util.SequencedSet;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// How many questions are under way at once, and who waits for a place. Hosts that are known come
/// first and have a queue of their own, so that a flood of invented hosts does not keep the known
/// from being asked for. Any thread.
final class Slots {
  private final int most;
  private final int mostQueued;
  private final SequencedSet<BooleanSupplier> known = new LinkedHashSet<>();
  private final SequencedSet<BooleanSupplier> unheard = new LinkedHashSet<>();
  private int underWay;

  Slots(LookupLimits limits) {
    most = limits.underWay();
    mostQueued = limits.queued();
  }

  /// What became of a wish for a place.
  enum Place {
    /// It is run.
    TAKEN,
    /// It will be run when a place is free.
    QUEUED,
    /// Never: the queue is full.
    REFUSED
  }

  /// Runs `start`, which must not block, as soon as there is a place. Each run that says true is
  /// followed by one [#free()]; one that says false needs its place no more.
  Place take(boolean isKnown, BooleanSupplier start) {
    synchronized (this) {
      if (underWay >= most) {
        SequencedSet<BooleanSupplier> queue = isKnown ? known : unheard;
        if (queue.size() >= mostQueued) {
          return Place.REFUSED;
        }
        queue.addLast(start);
        return Place.QUEUED;
      }
      underWay++;
    }
    if (!start.getAsBoolean()) {
      free();
    }
    return Place.TAKEN;
  }

  /// Gives up waiting; false if `start` was run already.
  synchronized boolean withdraw(BooleanSupplier start) {
    return known.remove(start) || unheard.remove(start);
  }

  /// Gives a place back.
  void free() {
    BooleanSupplier next = next();
    while (next != null && !next.getAsBoolean()) {
      next = next();
    }
  }

  private synchronized @Nullable BooleanSupplier next() {
    SequencedSet<BooleanSupplier> queue = known.isEmpty() ? unheard : known;
    if (queue.isEmpty()) {
      underWay--;
      return null;
    }
    return queue.removeFirst();
  }

  synchronized int underWay() {
    return underWay;
  }

  synchronized int queued() {
    return known.size() + unheard.size();
  }
}
