package dev.starship.http;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Times as HTTP writes them: IMF-fixdate (RFC 9110 section 5.6.7).
public final class HttpDate {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private HttpDate() {}

  /// The second that `millis` milliseconds since 1970 UTC are in.
  public static String of(long millis) {
    return FORMAT.format(Instant.ofEpochMilli(millis));
  }
}
