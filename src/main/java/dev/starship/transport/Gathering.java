package dev.starship.transport;

import java.util.List;
import java.util.function.IntPredicate;

/// On which loop the system wakes somebody for a new connection. While there is little to do, all
/// of them come to one loop: those that come shortly after each other share its waits, and the
/// other loops sleep. Once that loop has enough to do, or passes on much of what it gets
/// ([Spread]), the system spreads them over all loops by its hash.
///
/// One for all listeners at one address. It is told of each connection on the thread of the
/// listener that accepted it, and decides on one thread at a time: that of the loop where
/// connections are gathered, or of the first one while they are spread.
final class Gathering {
  /// Instead of the index of a listener: as the system's hash has it.
  static final int SPREAD = -1;

  /// How long connections are spread before they may be gathered again.
  static final long SPREAD_NANOS = 1_000_000_000;

  /// How long a loop's work is looked at where connections are gathered: a stop of some ten
  /// milliseconds, of which nobody is to blame, is not work.
  static final long GATHERED_NANOS = 100_000_000;

  /// So many connections within [#STORM_NANOS], or so many of which much is passed on, are a storm,
  /// which must not wait.
  static final int STORM_CONNECTIONS = 64;

  /// See [#STORM_CONNECTIONS]: 6,400 a second, with which one loop has enough to do.
  static final long STORM_NANOS = 10_000_000;

  /// Of its time, what a loop works at most while connections are gathered there: of the other half
  /// there is enough for those that come at once.
  private static final double MOST_SHARE = 0.5;

  /// Of one loop's time, what all connections may take for them to be gathered. So much less than
  /// [#MOST_SHARE] that it does not go to and fro.
  private static final double LITTLE_SHARE = 0.33;

  private final List<Loop> loops;

  /// How long each loop had worked when the time that is looked at began.
  private final long[] workedBefore;

  private long began;
  private int accepted;
  private int passedOn;

  /// When the number of them was last a multiple of [#STORM_CONNECTIONS].
  private long lastCounted;

  /// Written last by the one that decides, so that the next one sees everything above.
  private volatile int at = SPREAD;

  /// @param loops those of the listeners, in the order in which they began to listen
  /// @param nanos what time it is
  Gathering(List<Loop> loops, long nanos) {
    this.loops = List.copyOf(loops);
    this.workedBefore = new long[loops.size()];
    begin(nanos);
  }

  /// How many listeners it is for.
  int size() {
    return loops.size();
  }

  /// The index of the listener that gets all new connections, or [#SPREAD].
  int at() {
    return at;
  }

  /// Notes a connection that a listener has accepted, and perhaps has the system bring the next
  /// ones elsewhere.
  ///
  /// @param listener its index
  /// @param passed whether it was passed on to another loop
  /// @param nanos what time it is
  /// @param steer has the system bring new connections to the listener of an index, or spread them;
  ///   false if the system refuses
  void accepted(int listener, boolean passed, long nanos, IntPredicate steer) {
    int now = at;
    if (listener != Math.max(now, 0) || loops.size() < 2) {
      return;
    }
    accepted++;
    passedOn += passed ? 1 : 0;
    if (now != SPREAD) {
      loops.get(listener).counters().countGathered();
    }
    boolean storm = now != SPREAD && isStorm(nanos);
    if (storm || nanos - began >= (now == SPREAD ? SPREAD_NANOS : GATHERED_NANOS)) {
      int next = now == SPREAD ? quietLoop(nanos) : storm || hasEnough(now, nanos) ? SPREAD : now;
      boolean steered = next == now || steer.test(next);
      begin(nanos);
      at = steered ? next : now;
    }
  }

  private boolean isStorm(long nanos) {
    if (accepted % STORM_CONNECTIONS != 0) {
      return false;
    }
    boolean soon = nanos - lastCounted < STORM_NANOS;
    lastCounted = nanos;
    return soon || isUneven();
  }

  /// Whether more is passed on than the few that some at once make.
  private boolean isUneven() {
    return passedOn > 2 + accepted / 4;
  }

  private boolean hasEnough(int loop, long nanos) {
    return isUneven() || share(loop, nanos) > MOST_SHARE;
  }

  /// The loop with the fewest sockets of those that have time for all connections.
  private int quietLoop(long nanos) {
    int quiet = SPREAD;
    for (int i = 0; i < loops.size(); i++) {
      boolean hasTime = share(i, nanos) * loops.size() < LITTLE_SHARE;
      if (hasTime && (quiet == SPREAD || loops.get(i).load() < loops.get(quiet).load())) {
        quiet = i;
      }
    }
    return quiet;
  }

  private double share(int loop, long nanos) {
    long worked = loops.get(loop).counters().turnNanos() - workedBefore[loop];
    return (double) worked / (nanos - began);
  }

  private void begin(long nanos) {
    began = nanos;
    lastCounted = nanos;
    accepted = 0;
    passedOn = 0;
    for (int i = 0; i < workedBefore.length; i++) {
      workedBefore[i] = loops.get(i).counters().turnNanos();
    }
  }
}
