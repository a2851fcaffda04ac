package dev.starship.http;

import java.util.List;
import java.util.regex.Pattern;

/// How much a request wants a media type, by its `Accept` (RFC 9110 section 12.5.1).
///
/// @param thousandths the quality, 0 to 1,000; 0 if the type is not acceptable
/// @param named whether the type itself is named, and not only covered by a wildcard
public record Preference(int thousandths, boolean named) {
  private static final int THOUSAND = 1000;
  private static final int NAMED = 3;

  /// The type and its parameters, of which media types have one or two; a quality behind that many
  /// is not looked for.
  private static final int PARTS = 8;

  private static final Pattern QUALITY = Pattern.compile("0(\\.[0-9]{0,3})?|1(\\.0{0,3})?");

  /// The one for `mediaType`. Of the ranges that cover it the most precise one counts, and of equal
  /// ones the first.
  ///
  /// @param ranges the members of `Accept`, in lower case
  public static Preference of(String mediaType, List<String> ranges) {
    int precision = 0;
    int quality = 0;
    for (String range : ranges) {
      String[] parts = range.split(";", PARTS + 1);
      int here = precision(mediaType, parts[0].strip());
      if (here > precision) {
        precision = here;
        quality = quality(parts);
      }
    }
    return new Preference(quality, precision == NAMED);
  }

  /// 3 if `range` is this type, 2 for all that begin like it, 1 for everything, 0 if it is
  /// something else.
  private static int precision(String mediaType, String range) {
    if (range.equals(mediaType)) {
      return NAMED;
    }
    if (range.equals(mediaType.substring(0, mediaType.indexOf('/')) + "/*")) {
      return 2;
    }
    return range.equals("*/*") ? 1 : 0;
  }

  private static int quality(String[] parts) {
    for (int i = 1; i < Math.min(parts.length, PARTS); i++) {
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
