package dev.starship.source.http;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/// A warning that one bad answer could cause all the time: told at most every ten seconds, with how
/// often it was left out. Any thread.
final class SeldomLine {
  private static final long PAUSE_NANOS = Duration.ofSeconds(10).toNanos();

  private final Logger log;
  private final LongSupplier nanoTime;
  private boolean told;
  private long toldNanos;
  private final LeftOut leftOut = new LeftOut();

  SeldomLine(Logger log, LongSupplier nanoTime) {
    this.log = log;
    this.nanoTime = nanoTime;
  }

  synchronized void warn(String line) {
    long now = nanoTime.getAsLong();
    if (told && now - toldNanos < PAUSE_NANOS) {
      leftOut.count();
      return;
    }
    log.warn("{}{}", line, leftOut.told());
    told = true;
    toldNanos = now;
  }
}
