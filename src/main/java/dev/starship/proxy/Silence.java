package dev.starship.proxy;

import dev.starship.ending.Ending;
import dev.starship.transport.EventLoop;
import dev.starship.transport.Timer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How long a session has moved no byte, and how long it may. It uses the session's deadline from
/// its beginning on.
final class Silence {
  private final BackendSettings settings;
  private final EventLoop loop;
  private final Timer deadline;
  private long moved;
  private long since;
  private boolean halfClosed;

  Silence(Surroundings with, Timer deadline) {
    this.settings = with.settings().backends();
    this.loop = with.loop();
    this.deadline = deadline;
  }

  void begin() {
    since = loop.nanoTime();
    halfClosed = false;
    deadline.start(settings.idleTimeout());
  }

  /// Takes note of the count of bytes moved in all, and of whether one side has finished.
  void note(long movedInAll, boolean nowHalfClosed) {
    long now = loop.nanoTime();
    if (movedInAll != moved) {
      moved = movedInAll;
      since = now;
    }
    boolean shorter = nowHalfClosed && !halfClosed;
    halfClosed = nowHalfClosed;
    if (shorter) {
      deadline.start(remaining(now));
    }
  }

  /// Whether it has lasted for `time`.
  boolean lasts(Duration time) {
    return loop.nanoTime() - since >= time.toNanos();
  }

  /// The ending if it lasts for too long; null as long as it does not.
  @Nullable Ending ending() {
    if (!deadline.passed()) {
      return null;
    }
    Duration remaining = remaining(loop.nanoTime());
    if (!remaining.isPositive()) {
      return halfClosed ? Ending.HALF_CLOSED_TIMEOUT : Ending.IDLE_TIMEOUT;
    }
    deadline.start(remaining);
    return null;
  }

  private Duration remaining(long now) {
    Duration limit = halfClosed ? settings.halfClosedTimeout() : settings.idleTimeout();
    return limit.minusNanos(now - since);
  }
}
