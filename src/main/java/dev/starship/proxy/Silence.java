package dev.starship.proxy;

import dev.starship.ending.Ending;
import dev.starship.transport.Timer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How long a session has moved no byte, and how long it may. It uses the session's deadline from
/// its beginning on. Each `now` is the loop's time in nanoseconds.
final class Silence {
  private final BackendSettings settings;
  private final Timer deadline;
  private long moved;
  private long since;
  private boolean halfClosed;

  /// Whether the deadline is that of an answer.
  private boolean hurries;

  Silence(BackendSettings settings, Timer deadline) {
    this.settings = settings;
    this.deadline = deadline;
  }

  void begin(long now) {
    since = now;
    halfClosed = false;
    hurries = false;
    deadline.start(settings.idleTimeout());
  }

  /// Takes note of the count of bytes moved in all, and of whether one side has finished.
  void note(long now, long movedInAll, boolean nowHalfClosed) {
    boolean finishes = nowHalfClosed && !halfClosed;
    // However long it was silent before, FIN is news: whoever gets it may have to answer.
    if (movedInAll != moved || finishes) {
      moved = movedInAll;
      since = now;
    }
    halfClosed = nowHalfClosed;
    if (finishes) {
      hurries = false;
      deadline.start(settings.halfClosedTimeout());
    }
  }

  /// Whether it has lasted for `time`.
  boolean lasts(long now, Duration time) {
    return now - since >= time.toNanos();
  }

  /// The ending if it lasts for too long; null as long as it does not.
  ///
  /// @param unanswered whether it is the backend that is waited for
  @Nullable Ending ending(long now, boolean unanswered) {
    if (unanswered && !hurries && responseMayTakeLess()) {
      hurries = true;
      deadline.start(settings.responseTimeout().minusNanos(now - since));
    }
    if (!deadline.passed()) {
      return null;
    }
    hurries &= unanswered;
    Duration limit = hurries ? settings.responseTimeout() : usualLimit();
    if (lasts(now, limit)) {
      return hurries || unanswered && !halfClosed
          ? Ending.BACKEND_TIMEOUT
          : halfClosed ? Ending.HALF_CLOSED_TIMEOUT : Ending.IDLE_TIMEOUT;
    }
    deadline.start(limit.minusNanos(now - since));
    return null;
  }

  private boolean responseMayTakeLess() {
    return settings.responseTimeout().compareTo(usualLimit()) < 0;
  }

  private Duration usualLimit() {
    return halfClosed ? settings.halfClosedTimeout() : settings.idleTimeout();
  }
}
