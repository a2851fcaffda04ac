package dev.starship.source.http;

import dev.starship.routing.SourceAnswer.Freshness;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// What an answer's `Cache-Control` says of its life (RFC 9111 section 5.2.2, RFC 5861). Only
/// `max-age` of a second or more counts, with what goes with it: frameworks send the directives
/// against caching by default, and nobody who writes a lookup API means them.
///
/// @param freshness what it says
/// @param ignored whether it has a directive against caching, which does not count
record CacheControl(Freshness freshness, boolean ignored) {
  /// The longest time a cache has to know (RFC 9111 section 1.2.2).
  private static final long MAX_SECONDS = 1L << 31;

  /// Reads the values of all `Cache-Control` fields and that of `Age`, or null.
  static CacheControl read(List<String> values, @Nullable String age) {
    var reading = new Reading();
    values.forEach(reading::directives);
    Long maxAge = reading.maxAge;
    if (maxAge == null || maxAge == 0) {
      return new CacheControl(Freshness.UNSAID, reading.against || maxAge != null);
    }
    // What a cache on the way has used up is gone, but an answer is never older than just now.
    long left = maxAge - seconds(age == null ? "" : age.strip()).orElse(0);
    return new CacheControl(
        new Freshness(
            Duration.ofSeconds(Math.max(left, 1)),
            duration(reading.staleWhileRevalidate),
            duration(reading.staleIfError)),
        reading.against);
  }

  private static @Nullable Duration duration(@Nullable Long seconds) {
    return seconds == null ? null : Duration.ofSeconds(seconds);
  }

  /// A number of seconds (RFC 9111 section 1.2.2): digits; a larger number counts as the largest.
  private static OptionalLong seconds(String text) {
    if (text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(
        text.length() > 10 ? MAX_SECONDS : Math.min(Long.parseLong(text), MAX_SECONDS));
  }

  /// Takes directive after directive. Of one given twice the first counts (RFC 9111 section 4.2.1).
  private static final class Reading {
    private @Nullable Long maxAge;
    private @Nullable Long staleWhileRevalidate;
    private @Nullable Long staleIfError;
    private boolean against;

    /// Splits at commas outside of quoted strings (RFC 9110 section 5.6.4).
    void directives(String value) {
      int from = 0;
      boolean quoted = false;
      for (int at = 0; at < value.length(); at++) {
        char c = value.charAt(at);
        if (c == '"') {
          quoted = !quoted;
        } else if (c == '\\' && quoted) {
          at++;
        } else if (c == ',' && !quoted) {
          directive(value.substring(from, at));
          from = at + 1;
        }
      }
      directive(value.substring(from));
    }

    private void directive(String text) {
      int equals = text.indexOf('=');
      String name = (equals < 0 ? text : text.substring(0, equals)).strip();
      String argument = equals < 0 ? "" : unquoted(text.substring(equals + 1).strip());
      switch (name.toLowerCase(Locale.ROOT)) {
        case "max-age" -> maxAge = first(maxAge, argument);
        case "stale-while-revalidate" ->
            staleWhileRevalidate = first(staleWhileRevalidate, argument);
        case "stale-if-error" -> staleIfError = first(staleIfError, argument);
        case "no-cache", "no-store", "private" -> against = true;
        default -> {}
      }
    }

    private static @Nullable Long first(@Nullable Long earlier, String argument) {
      OptionalLong seconds = seconds(argument);
      return earlier != null || seconds.isEmpty() ? earlier : (Long) seconds.getAsLong();
    }

    private static String unquoted(String text) {
      boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
      return quoted ? text.substring(1, text.length() - 1) : text;
    }
  }
}
