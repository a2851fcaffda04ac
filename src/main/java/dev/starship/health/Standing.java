package dev.starship.health;

import java.util.concurrent.atomic.AtomicInteger;

/// How one backend address stands. Any thread.
public final class Standing {
  /// More than any number of connections below zero: nobody counts here any more.
  private static final int FORGOTTEN = Integer.MIN_VALUE;

  private final AtomicInteger connections = new AtomicInteger();

  /// Counts a connection that is about to be made.
  ///
  /// @return false if this was forgotten meanwhile and another stands in its place
  boolean begin() {
    int before;
    do {
      before = connections.get();
      if (before < 0) {
        return false;
      }
    } while (!connections.compareAndSet(before, before + 1));
    return true;
  }

  /// A connection that was counted is closed.
  public void end() {
    connections.decrementAndGet();
  }

  /// How many connections there are, those under way counted.
  public int connections() {
    return Math.max(connections.get(), 0);
  }

  /// Lets nobody count here any more; false if somebody does.
  boolean forget() {
    return connections.compareAndSet(0, FORGOTTEN);
  }
}
