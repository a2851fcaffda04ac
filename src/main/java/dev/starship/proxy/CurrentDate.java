package dev.starship.proxy;

import dev.starship.http.HttpDate;
import java.util.function.LongSupplier;

/// What `Date` says of what comes now, made once a second. Of one event loop, on its thread.
final class CurrentDate {
  private static final long MILLIS_PER_SECOND = 1_000;

  private final LongSupplier clockMillis;
  private long second = Long.MIN_VALUE;
  private String text = "";

  /// @param clockMillis milliseconds since 1970 UTC
  CurrentDate(LongSupplier clockMillis) {
    this.clockMillis = clockMillis;
  }

  String text() {
    long millis = clockMillis.getAsLong();
    long now = Math.floorDiv(millis, MILLIS_PER_SECOND);
    if (now != second) {
      second = now;
      text = HttpDate.of(millis);
    }
    return text;
  }
}
