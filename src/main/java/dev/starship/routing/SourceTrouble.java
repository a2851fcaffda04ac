package dev.starship.routing;

import dev.starship.address.Host;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the operator when a source starts to fail, that it still does, and when it has recovered;
/// never a line for each question. Any thread.
final class SourceTrouble {
  private static final Logger LOG = LoggerFactory.getLogger(SourceTrouble.class);

  /// The source has recovered once it has answered for so long without one failure.
  private static final long CALM_MILLIS = 10_000;

  /// How often a line says that it still fails.
  private static final long REMIND_MILLIS = 60_000;

  private boolean failing;
  private long since;
  private long lastFailure;
  private long lastLine;
  private long failures;

  /// @param now [Time#millis()]
  void failed(Host host, String why, long now) {
    String line = lineOnFailure(host, why, now);
    if (line != null) {
      LOG.warn("{}", line);
    }
  }

  void answered(long now) {
    String line = lineOnAnswer(now);
    if (line != null) {
      LOG.info("{}", line);
    }
  }

  /// What to tell after a failure; null if nothing.
  synchronized @Nullable String lineOnFailure(Host host, String why, long now) {
    lastFailure = now;
    failures++;
    String last = Quoted.cut(why, 300) + " (host " + host + ")";
    if (!failing) {
      failing = true;
      since = now;
      lastLine = now;
      failures = 1;
      return "the source of routes fails: " + last;
    }
    if (now - lastLine < REMIND_MILLIS) {
      return null;
    }
    lastLine = now;
    return "the source of routes has failed for "
        + Duration.ofMillis(now - since).toSeconds()
        + " s, "
        + failures
        + " times; last: "
        + last;
  }

  /// What to tell after an answer; null if nothing.
  synchronized @Nullable String lineOnAnswer(long now) {
    if (!failing || now - lastFailure < CALM_MILLIS) {
      return null;
    }
    failing = false;
    return "the source of routes answers again: it failed "
        + failures
        + " times in "
        + Duration.ofMillis(lastFailure - since).toSeconds()
        + " s";
  }
}
