package dev.starship.seldom;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/// Warnings about many things that could come all the time: each minute at most one about each, so
/// that none hides another, and about so many that a disk can take it; with how many were left out.
/// Any thread.
public final class SeldomLines {
  /// Lines in a minute: 10 MB a day, and more than anyone reads.
  private static final int LINES_A_MINUTE = 30;

  private final Logger log;
  private final Seldom minute;
  private final Set<Object> toldThisMinute = new HashSet<>();
  private final LeftOut leftOut = new LeftOut();

  /// @param nanoTime such as [System#nanoTime()]
  public SeldomLines(Logger log, LongSupplier nanoTime) {
    this.log = log;
    minute = new Seldom(Duration.ofMinutes(1), nanoTime);
  }

  /// Tells of something, unless it was told of in this minute.
  ///
  /// @param about what the line is about, by its `equals`
  public synchronized void warn(Object about, String line) {
    if (minute.isDue()) {
      toldThisMinute.clear();
    }
    if (toldThisMinute.size() >= LINES_A_MINUTE || !toldThisMinute.add(about)) {
      leftOut.count();
      return;
    }
    log.warn("{}{}", line, leftOut.told());
  }
}
