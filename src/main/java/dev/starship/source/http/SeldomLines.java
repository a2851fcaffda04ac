package dev.starship.source.http;

import dev.starship.address.Host;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/// Warnings about hosts that bad answers could cause all the time: each minute at most one of each
/// host, so that none hides another, and of so many hosts that a disk can take it; with how many
/// were left out. Any thread.
final class SeldomLines {
  /// Hosts told of in a minute: 10 MB a day, and more than anyone reads.
  private static final int HOSTS_A_MINUTE = 30;

  private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();

  private final Logger log;
  private final LongSupplier nanoTime;
  private final Set<Host> toldThisMinute = new HashSet<>();
  private long minuteBegan;
  private final LeftOut leftOut = new LeftOut();

  SeldomLines(Logger log, LongSupplier nanoTime) {
    this.log = log;
    this.nanoTime = nanoTime;
    minuteBegan = nanoTime.getAsLong();
  }

  /// @param line what to tell of `host`
  synchronized void warn(Host host, String line) {
    long now = nanoTime.getAsLong();
    if (now - minuteBegan >= MINUTE_NANOS) {
      minuteBegan = now;
      toldThisMinute.clear();
    }
    if (toldThisMinute.size() >= HOSTS_A_MINUTE || !toldThisMinute.add(host)) {
      leftOut.count();
      return;
    }
    log.warn("{}{}", line, leftOut.told());
  }
}
