package dev.starship.routing;

import dev.starship.address.Host;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the operator when a source starts to fail, that it still does, and when it has recovered;
/// never a line for each question, nor more than one a minute where it fails now and then. Any
/// thread.
final class SourceTrouble {
  private static final Logger LOG = LoggerFactory.getLogger(SourceTrouble.class);

  /// The source has recovered once it has answered for so long without one failure.
  private static final long CALM_MILLIS = 10_000;

  /// How often a line says that it still fails.
  private static final long REMIND_MILLIS = 60_000;

  private boolean failing;

  /// Whether a line says so.
  private boolean told;

  private long since;
  private long lastFailure;
  private boolean everTold;
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
    boolean begins = !failing;
    if (begins) {
      failing = true;
      since = now;
      failures = 1;
    }
    if (everTold && now - lastLine < REMIND_MILLIS) {
      return null;
    }
    told = true;
    everTold = true;
    lastLine = now;
    if (begins) {
      return "the source of routes fails: " + last;
    }
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
    boolean wasTold = told;
    told = false;
    return !wasTold
        ? null
        : "the source of routes answers again: it failed "
            + failures
            + " times in "
            + Duration.ofMillis(lastFailure - since).toSeconds()
            + " s";
  }
}
