package dev.starship;

import dev.starship.accesslog.AccessLog;
import dev.starship.events.RequestEnd;
import dev.starship.events.SessionEnd;
import dev.starship.events.SessionListener;
import org.jspecify.annotations.Nullable;

/// Tells metrics and access log, where there is one, of every session of one event loop.
record SessionListeners(SessionListener metrics, @Nullable AccessLog accessLog)
    implements SessionListener {
  @Override
  public void accepted() {
    metrics.accepted();
  }

  @Override
  public void requestEnded(RequestEnd end) {
    metrics.requestEnded(end);
    if (accessLog != null) {
      accessLog.requestEnded(end);
    }
  }

  @Override
  public void ended(SessionEnd end) {
    metrics.ended(end);
    if (accessLog != null) {
      accessLog.ended(end);
    }
  }
}
