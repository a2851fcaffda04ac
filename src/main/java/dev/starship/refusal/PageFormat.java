package dev.starship.refusal;

import dev.starship.http.Preference;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a page is written in, chosen by the request's `Accept` (RFC 9110 section 12.5.1).
enum PageFormat {
  // The order decides between formats that are wanted equally.
  HTML("text/html", "text/html; charset=utf-8"),
  JSON("application/json", "application/json"),
  PROBLEM("application/problem+json", "application/problem+json"),
  TEXT("text/plain", "text/plain; charset=utf-8");

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
    List<String> ranges =
        Stream.of(accept.toLowerCase(Locale.ROOT).split(",", PageLimits.ACCEPT_RANGES + 1))
            .limit(PageLimits.ACCEPT_RANGES)
            .toList();
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
  private int score(List<String> ranges) {
    Preference wanted = Preference.of(mediaType, ranges);
    return wanted.thousandths() == 0 ? 0 : wanted.thousandths() * 2 + (wanted.named() ? 1 : 0);
  }
}
