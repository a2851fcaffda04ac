package dev.starship.health;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// How one backend address stands: its connections, and whether connects to it have failed. Who
/// failed [HealthSettings#failures()] times in a row is ejected for a time that grows, and comes
/// back by a slow start; so does one that checks have taken out. Times are nanoseconds of one
/// clock. Any thread; a lock only where something failed.
public final class Standing {
  /// More than any number of connections below zero: nobody counts here any more.
  private static final int FORGOTTEN = Integer.MIN_VALUE;

  /// What is added to the number of connections while checks watch it: more than there can be.
  private static final int WATCHED = 1 << 24;

  /// The share with which a slow start begins.
  private static final double LEAST_READINESS = 0.1;

  private final HealthSettings settings;
  private final AtomicInteger connections = new AtomicInteger();
  private volatile int failures;
  private volatile @Nullable Ejection ejection;
  private volatile boolean out;

  /// Until when it stands behind its rivals; null if it never did.
  private volatile @Nullable Long behindUntil;

  /// @param until when it ends, or ended
  /// @param times how many there were without a whole slow start between them
  private record Ejection(long until, int times) {}

  Standing(HealthSettings settings) {
    this.settings = settings;
  }

  /// Counts a connection that is about to be made.
  ///
  /// @return false if this was forgotten meanwhile and another stands in its place
  boolean begin() {
    return add(1);
  }

  private boolean add(int number) {
    int before;
    do {
      before = connections.get();
      if (before < 0) {
        return false;
      }
    } while (!connections.compareAndSet(before, before + number));
    return true;
  }

  /// A connection that was counted is closed.
  public void end() {
    connections.decrementAndGet();
  }

  /// How many connections there are, those under way counted.
  public int connections() {
    return Math.max(connections.get(), 0) & WATCHED - 1;
  }

  /// Checks begin to watch it: it is not forgotten meanwhile. One at a time.
  ///
  /// @return false if this was forgotten and another stands in its place
  boolean watch() {
    return add(WATCHED);
  }

  /// Checks watch it no more, and what they said does not hold any longer.
  void unwatch(long now) {
    if (out) {
      bringBack(now);
    }
    connections.addAndGet(-WATCHED);
  }

  /// Checks have failed.
  void takeOut() {
    out = true;
  }

  /// Checks have passed again: it comes back by a slow start, once no ejection lasts any longer.
  synchronized void bringBack(long now) {
    Ejection last = ejection;
    if (last == null || now - last.until() >= 0) {
      ejection = new Ejection(now, 1);
    }
    failures = 0;
    out = false;
  }

  /// Lets nobody count here any more; false if somebody does.
  boolean forget() {
    return connections.compareAndSet(0, FORGOTTEN);
  }

  /// How much of its share it should get: 0 while it is ejected or out, then growing to 1.
  public double readiness(long now) {
    if (out) {
      return 0;
    }
    Ejection last = ejection;
    if (last == null) {
      return 1;
    }
    long since = now - last.until();
    long slowStart = settings.slowStart().toNanos();
    if (since < 0) {
      return 0;
    }
    return since >= slowStart ? 1 : Math.max(LEAST_READINESS, (double) since / slowStart);
  }

  /// Until then its rivals go before it: the same backend's addresses of the other family.
  public void standBehind(long until) {
    behindUntil = until;
  }

  /// Whether its rivals go before it.
  public boolean isBehind(long now) {
    Long until = behindUntil;
    return until != null && now - until < 0;
  }

  /// A connect succeeded. One that does while it is ejected ends that.
  public void succeeded(long now) {
    if (failures != 0 || ejection != null) {
      noteSuccess(now);
    }
  }

  private synchronized void noteSuccess(long now) {
    failures = 0;
    Ejection last = ejection;
    if (last == null) {
      return;
    }
    if (now - last.until() < 0) {
      ejection = new Ejection(now, last.times());
    } else if (readiness(now) >= 1) {
      ejection = null;
    }
  }

  /// A connect failed.
  ///
  /// @return whether that ejects it
  synchronized boolean failed(long now) {
    Ejection last = ejection;
    if (last != null && now - last.until() < 0) {
      return false;
    }
    boolean recovering = last != null && readiness(now) < 1;
    int inARow = failures + 1;
    if (inARow < settings.failures() && !recovering) {
      failures = inARow;
      return false;
    }
    failures = 0;
    int times = last != null && recovering ? last.times() + 1 : 1;
    ejection = new Ejection(now + ejectionNanos(times), times);
    return true;
  }

  private long ejectionNanos(int times) {
    long most = settings.ejectAtMost().toNanos();
    long time = settings.ejectFor().toNanos();
    for (int i = 1; i < times && time < most; i++) {
      time *= 2;
    }
    return Math.min(time, most);
  }
}
