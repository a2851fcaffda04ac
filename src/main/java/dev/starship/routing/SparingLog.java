package dev.starship.routing;

import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;

/// Tells the operator of faults in the code around lookups: at most one a minute, because a fault
/// comes with every lookup. Any thread.
final class SparingLog {
  private static final long PAUSE_MILLIS = 60_000;

  private final Logger log;
  private final AtomicLong next = new AtomicLong(Long.MIN_VALUE);

  SparingLog(Logger log) {
    this.log = log;
  }

  /// @param now [Time#millis()]
  void error(String what, Throwable fault, long now) {
    long due = next.get();
    if (now >= due && next.compareAndSet(due, now + PAUSE_MILLIS)) {
      log.error("{}", what, fault);
    }
  }
}
