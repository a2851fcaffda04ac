package dev.starship.routing;

import dev.starship.address.Host;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One question on its way to the source, and the sessions that wait for its answer. Any thread.
final class Flight {
  private final Host host;
  private List<Consumer<RouteLookup>> waiters = new ArrayList<>(1);
  private Time.@Nullable Alarm alarm;
  private boolean overdue;
  private boolean asked;
  private boolean outdated;
  private boolean purged;
  private boolean ended;

  Flight(Host host) {
    this.host = host;
  }

  /// What became of a session's wish to wait.
  enum Joined {
    /// It is the first to wait.
    FIRST,
    /// It waits with others.
    WAITS,
    /// Sessions have waited long enough, and there is an old answer for it.
    OVERDUE,
    /// Too many wait.
    FULL,
    /// The answer has come already.
    ENDED
  }

  Host host() {
    return host;
  }

  /// Lets a session wait.
  ///
  /// @param hasOld whether an old answer could be used instead
  synchronized Joined join(Consumer<RouteLookup> answered, boolean hasOld, int most) {
    if (ended) {
      return Joined.ENDED;
    }
    if (overdue && hasOld) {
      return Joined.OVERDUE;
    }
    if (waiters.size() >= most) {
      return Joined.FULL;
    }
    waiters.add(answered);
    return waiters.size() == 1 ? Joined.FIRST : Joined.WAITS;
  }

  /// Sets the alarm that says when sessions have waited long enough.
  synchronized void rings(Time.Alarm newAlarm) {
    alarm = newAlarm;
    if (ended) {
      newAlarm.cancel();
    }
  }

  /// Sessions have waited long enough.
  synchronized void becomeOverdue() {
    overdue = true;
  }

  synchronized boolean isOverdue() {
    return overdue;
  }

  /// Takes out everyone who waits.
  synchronized List<Consumer<RouteLookup>> takeWaiters() {
    List<Consumer<RouteLookup>> taken = waiters;
    waiters = new ArrayList<>(1);
    return taken;
  }

  /// The source is asked from now on: what it answers may be older than a change that comes later.
  synchronized void ask() {
    asked = true;
  }

  /// A change has come. True if the answer will therefore not be remembered.
  synchronized boolean outdate(boolean byPurge) {
    if (ended || !asked) {
      return false;
    }
    outdated = true;
    purged |= byPurge;
    return true;
  }

  synchronized boolean isOutdated() {
    return outdated;
  }

  synchronized boolean isPurged() {
    return purged;
  }

  /// Takes an answer in while no change can come in between.
  ///
  /// @param taking gets whether the answer may be remembered
  synchronized <T> T take(Function<Boolean, T> taking) {
    return taking.apply(!outdated);
  }

  /// Lets nobody join any more, unless somebody has.
  ///
  /// @return whether it has ended
  synchronized boolean endUnlessAwaited() {
    ended |= waiters.isEmpty();
    return ended;
  }

  /// Nobody can join any more. The sessions that wait.
  synchronized List<Consumer<RouteLookup>> end() {
    ended = true;
    if (alarm != null) {
      alarm.cancel();
    }
    return takeWaiters();
  }
}
