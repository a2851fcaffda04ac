package dev.starship.source.http;

import dev.starship.seldom.Seldom;
import dev.starship.seldom.SeldomLine;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/// Tells the operator whether the change feed is heard: at most once a minute that it is lost, and
/// as often that it is heard, however fast it comes and goes. What was left out is made up for: a
/// feed that stays away fails again and again, and one that stays is heard again and again. Any
/// thread.
final class FeedLog {
  private static final Duration PAUSE = Duration.ofMinutes(1);

  private final Logger log;
  private final String api;
  private final Seldom heardLine;
  private final SeldomLine lostLine;
  private boolean everHeard;

  /// Why it was lost when that was told last; null if it was told since that it is heard.
  private @Nullable String why;

  /// @param api whose feed it is, by scheme, host and port
  FeedLog(Logger log, String api, LongSupplier nanoTime) {
    this.log = log;
    this.api = api;
    heardLine = new Seldom(PAUSE, nanoTime);
    lostLine = new SeldomLine(log, PAUSE, nanoTime);
  }

  /// A connection is open, or still alive.
  synchronized void heard() {
    if (everHeard && why == null) {
      return;
    }
    if (heardLine.isDue()) {
      log.info("the change feed of {} is heard{}", api, why == null ? "" : " again");
      everHeard = true;
      why = null;
    }
  }

  /// A connection ended, or did not come about.
  synchronized void lost(String newWhy) {
    String line =
        "the change feed of %s is lost: %s; answers live as long as they say meanwhile"
            .formatted(api, newWhy);
    if (!newWhy.equals(why) && lostLine.warn(line)) {
      why = newWhy;
    }
  }

  /// The server wants nobody to hear it.
  void unwanted() {
    log.info("the change feed of {} answers 204: it is not asked for again before a restart", api);
  }
}
