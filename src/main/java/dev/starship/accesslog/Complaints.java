package dev.starship.accesslog;

import dev.starship.files.FileTrouble;
import dev.starship.seldom.Seldom;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/// Tells the operator that lines are lost: at most once a minute, however many are. Any thread.
final class Complaints {
  private final String path;
  private final Logger log;
  private final Seldom line;
  private long overflowedThen;
  private boolean isFailing;

  Complaints(String path, LongSupplier nanoTime, Logger log) {
    this.path = path;
    this.log = log;
    line = new Seldom(Duration.ofMinutes(1), nanoTime);
  }

  /// Takes note of how many lines found the queue full since the start.
  synchronized void overflowed(long lines) {
    if (lines != overflowedThen && line.isDue()) {
      overflowedThen = lines;
      log.warn("access log {} is too slow for the traffic; lines dropped so far: {}", path, lines);
    }
  }

  /// Takes note of a write that failed.
  ///
  /// @param lines lost since the start
  synchronized void failed(long lines, IOException failure) {
    if (line.isDue()) {
      isFailing = true;
      log.warn(
          "access log {} cannot be written ({}); lines lost so far: {}",
          path,
          failure instanceof ClosedChannelException ? "a write hung" : FileTrouble.why(failure),
          lines);
    }
  }

  /// Takes note of a write that succeeded, and says so if the operator heard of a failure before.
  ///
  /// @param lines lost since the start
  synchronized void recovered(long lines) {
    if (isFailing) {
      isFailing = false;
      log.info("access log {} is written again; lines lost in all: {}", path, lines);
    }
  }
}
