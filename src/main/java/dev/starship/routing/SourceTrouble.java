package dev.starship.routing;

import dev.starship.address.Host;
import dev.starship.seldom.Seldom;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the operator when a source starts to fail, that it still does, and when it has recovered;
/// never a line for each question. Where it fails now and then, that it does is told once a minute,
/// so that a failure soon after the last line may be silent until then. Any thread.
final class SourceTrouble {
  private static final Logger LOG = LoggerFactory.getLogger(SourceTrouble.class);

  /// The source has recovered once it has answered for so long without one failure.
  private static final long CALM_NANOS = Duration.ofSeconds(10).toNanos();

  /// How often a line says that it fails.
  private static final Duration REMINDER = Duration.ofMinutes(1);

  private final LongSupplier nanoTime;
  private final Seldom line;
  private boolean failing;

  /// Whether a line says so.
  private boolean told;

  private long since;
  private long lastFailure;
  private long failures;

  /// @param nanoTime [Time#nanos()]
  SourceTrouble(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    line = new Seldom(REMINDER, nanoTime);
  }

  void failed(Host host, String why) {
    String text = lineOnFailure(host, why);
    if (text != null) {
      LOG.warn("{}", text);
    }
  }

  void answered() {
    String text = lineOnAnswer();
    if (text != null) {
      LOG.info("{}", text);
    }
  }

  /// What to tell after a failure; null if nothing.
  synchronized @Nullable String lineOnFailure(Host host, String why) {
    lastFailure = nanoTime.getAsLong();
    if (!failing) {
      failing = true;
      since = lastFailure;
      failures = 0;
    }
    failures++;
    if (!line.isDue()) {
      return null;
    }
    told = true;
    String last = Quoted.cut(why, 300) + " (host " + host + ")";
    return failures == 1
        ? "the source of routes fails: " + last
        : "the source of routes has failed for %d s, %d times; last: %s"
            .formatted(failedSeconds(), failures, last);
  }

  /// What to tell after an answer; null if nothing.
  synchronized @Nullable String lineOnAnswer() {
    if (!failing || nanoTime.getAsLong() - lastFailure < CALM_NANOS) {
      return null;
    }
    boolean wasTold = told;
    failing = false;
    told = false;
    return wasTold
        ? "the source of routes answers again: it failed %d times in %d s"
            .formatted(failures, failedSeconds())
        : null;
  }

  private long failedSeconds() {
    return Duration.ofNanos(lastFailure - since).toSeconds();
  }
}
