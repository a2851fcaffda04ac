package dev.starship.refusal;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a page is written in, chosen by the request's `Accept` (RFC 9110 section 12.5.1).
enum PageFormat {
  // The order decides between formats that are wanted equally.
  HTML("text/html", "text/html; charset=utf-8"),
  JSON("application/json", "application/json"),
  PROBLEM("application/problem+json", "application/problem+json"),
  TEXT("text/plain", "text/plain; charset=utf-8");

  private static final int THOUSAND = 1000;
  private static final Pattern QUALITY = Pattern.compile("0(\\.[0-9]{0,3})?|1(\\.0{0,3})?");

  private final String mediaType;
  private final String contentType;

  PageFormat(String mediaType, String contentType) {
    this.mediaType = mediaType;
    this.contentType = contentType;
  }

  /// The value of `Content-Type`.
  String contentType() {
    return contentType;
  }

  /// The format that `accept` wants most: by quality, then a format that it names before one that
  /// only a wildcard covers. Text where nothing is named, as for `*/*`, or nothing fits: it can be
  /// read everywhere.
  static PageFormat wantedBy(@Nullable String accept) {
    if (accept == null) {
      return TEXT;
    }
    String[] ranges = accept.toLowerCase(Locale.ROOT).split(",", PageLimits.ACCEPT_RANGES + 1);
    PageFormat best = TEXT;
    int bestScore = TEXT.score(ranges);
    for (PageFormat format : values()) {
      int score = format.score(ranges);
      if (score > bestScore || score == bestScore && isNamed(score) && best == TEXT) {
        best = format;
        bestScore = score;
      }
    }
    return best;
  }

  private static boolean isNamed(int score) {
    return score % 2 == 1;
  }

  /// Twice the quality in thousandths, plus one if the format is named and not only covered by a
  /// wildcard; 0 if unacceptable.
  private int score(String[] ranges) {
    int precision = 0;
    int quality = 0;
    for (int i = 0; i < Math.min(ranges.length, PageLimits.ACCEPT_RANGES); i++) {
      String[] parts = ranges[i].split(";", -1);
      int here = precision(parts[0].strip());
      if (here > precision) {
        precision = here;
        quality = quality(parts);
      }
    }
    return quality == 0 ? 0 : quality * 2 + (precision == 3 ? 1 : 0);
  }

  /// 3 if `range` is this format, 2 for its type, 1 for everything, 0 if it is something else.
  private int precision(String range) {
    if (range.equals(mediaType)) {
      return 3;
    }
    if (range.equals(mediaType.substring(0, mediaType.indexOf('/')) + "/*")) {
      return 2;
    }
    return range.equals("*/*") ? 1 : 0;
  }

  private static int quality(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip();
      if (parameter.startsWith("q=")) {
        return thousandths(parameter.substring(2).strip());
      }
    }
    return THOUSAND;
  }

  /// Reads `0`, `0.8`, `1.000` (RFC 9110 section 12.4.2); what is no such number counts as 0.
  private static int thousandths(String text) {
    if (!QUALITY.matcher(text).matches()) {
      return 0;
    }
    int value = text.charAt(0) - '0';
    for (int i = 2; i < 5; i++) {
      value = value * 10 + (i < text.length() ? text.charAt(i) - '0' : 0);
    }
    return value;
  }
}
