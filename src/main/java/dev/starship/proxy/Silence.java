package dev.starship.proxy;

import dev.starship.ending.Ending;
import java.time.Duration;

/// How long a session has moved no byte, and how long it may. Times are the loop's nanoseconds.
final class Silence {
  private final BackendSettings settings;
  private long moved;
  private long since;
  private boolean halfClosed;

  Silence(BackendSettings settings) {
    this.settings = settings;
  }

  void begin(long now) {
    since = now;
  }

  /// Takes note of the count of bytes moved in all.
  ///
  /// @return whether the session may be silent for less long than before
  boolean note(long movedInAll, boolean nowHalfClosed, long now) {
    if (movedInAll != moved) {
      moved = movedInAll;
      since = now;
    }
    boolean shorter = nowHalfClosed && !halfClosed;
    halfClosed = nowHalfClosed;
    return shorter;
  }

  /// Whether the silence has lasted for `time`.
  boolean lasts(Duration time, long now) {
    return now - since >= time.toNanos();
  }

  /// How much longer it may last; zero or less if it lasted too long.
  Duration remaining(long now) {
    Duration limit = halfClosed ? settings.halfClosedTimeout() : settings.idleTimeout();
    return limit.minusNanos(now - since);
  }

  /// The ending of a session that was silent for too long.
  Ending ending() {
    return halfClosed ? Ending.HALF_CLOSED_TIMEOUT : Ending.IDLE_TIMEOUT;
  }
}
