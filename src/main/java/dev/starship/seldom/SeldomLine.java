package dev.starship.seldom;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/// A line about a fault that could come all the time: told once in a while, with how often it was
/// left out. Any thread.
public final class SeldomLine {
  private final Logger log;
  private final Seldom seldom;
  private final LeftOut leftOut = new LeftOut();

  /// @param pause from one line to the next
  /// @param nanoTime such as [System#nanoTime()]
  public SeldomLine(Logger log, Duration pause, LongSupplier nanoTime) {
    this.log = log;
    seldom = new Seldom(pause, nanoTime);
  }

  /// For bugs: a line a minute.
  ///
  /// @param nanoTime such as [System#nanoTime()]
  public static SeldomLine ofFaults(Logger log, LongSupplier nanoTime) {
    return new SeldomLine(log, Duration.ofMinutes(1), nanoTime);
  }

  /// Tells of bad input.
  ///
  /// @return whether it was told, and not left out
  public synchronized boolean warn(String line) {
    boolean due = isDue();
    if (due) {
      log.warn("{}{}", line, leftOut.told());
    }
    return due;
  }

  /// Tells of a bug.
  public synchronized void error(String line, Throwable fault) {
    if (isDue()) {
      log.error("{}{}", line, leftOut.told(), fault);
    }
  }

  private boolean isDue() {
    boolean due = seldom.isDue();
    if (!due) {
      leftOut.count();
    }
    return due;
  }
}
