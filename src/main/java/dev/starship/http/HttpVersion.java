package dev.starship.http;

/// The version of a message as it is written (RFC 9112 section 2.3).
final class HttpVersion {
  private static final String NAME = "HTTP/";

  private HttpVersion() {}

  /// Whether `text` is `HTTP/` and two digits with a dot between.
  static boolean isVersion(String text) {
    return text.length() == 8
        && text.startsWith(NAME)
        && Syntax.isDigit(text.charAt(5))
        && text.charAt(6) == '.'
        && Syntax.isDigit(text.charAt(7));
  }

  static boolean isHttp1(String version) {
    return version.charAt(5) == '1';
  }

  /// 0 or 1: a higher minor version is processed as the highest that is known (RFC 9110 section
  /// 2.5).
  static int minor(String version) {
    return version.charAt(7) == '0' ? 0 : 1;
  }
}
