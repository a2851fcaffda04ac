package dev.starship.source.http;

import dev.starship.seldom.LeftOut;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/// Tells the operator whether the change feed is heard: at most once a minute that it is lost, and
/// as often that it is heard, however fast it comes and goes. What was left out is made up for: a
/// feed that stays away fails again and again, and one that stays is heard again and again. Any
/// thread.
final class FeedLog {
  private static final long PAUSE_NANOS = Duration.ofMinutes(1).toNanos();

  private final Logger log;
  private final String api;
  private final LongSupplier nanoTime;
  private final Told heard = new Told();
  private final Told lost = new Told();

  /// Why it was lost when that was told last; null if it was told since that it is heard.
  private @Nullable String why;

  private final LeftOut leftOut = new LeftOut();

  /// When a line was last told.
  private static final class Told {
    private boolean ever;
    private long nanos;

    boolean isDue(long now) {
      return !ever || now - nanos >= PAUSE_NANOS;
    }

    void at(long now) {
      ever = true;
      nanos = now;
    }
  }

  /// @param api whose feed it is, by scheme, host and port
  FeedLog(Logger log, String api, LongSupplier nanoTime) {
    this.log = log;
    this.api = api;
    this.nanoTime = nanoTime;
  }

  /// A connection is open, or still alive.
  synchronized void heard() {
    if (heard.ever && why == null) {
      return;
    }
    long now = nanoTime.getAsLong();
    if (heard.isDue(now)) {
      log.info("the change feed of {} is heard{}", api, why == null ? "" : " again");
      heard.at(now);
      why = null;
    }
  }

  /// A connection ended, or did not come about.
  synchronized void lost(String newWhy) {
    if (newWhy.equals(why)) {
      return;
    }
    long now = nanoTime.getAsLong();
    if (!lost.isDue(now)) {
      leftOut.count();
      return;
    }
    log.warn(
        "the change feed of {} is lost: {}; answers live as long as they say meanwhile{}",
        api,
        newWhy,
        leftOut.told());
    lost.at(now);
    why = newWhy;
  }

  /// The server wants nobody to hear it.
  void unwanted() {
    log.info("the change feed of {} answers 204: it is not asked for again before a restart", api);
  }
}
