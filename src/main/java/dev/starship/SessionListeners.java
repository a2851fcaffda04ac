package dev.starship;

import dev.starship.accesslog.AccessLog;
import dev.starship.events.RequestEnd;
import dev.starship.events.SessionEnd;
import dev.starship.events.SessionListener;
import dev.starship.metrics.Metrics;
import org.jspecify.annotations.Nullable;

/// Tells metrics and access log, where there is one, of every session.
record SessionListeners(Metrics metrics, @Nullable AccessLog accessLog) implements SessionListener {
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
