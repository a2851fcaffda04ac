package dev.starship.http;

/// The version of a message as it is written (RFC 9112 section 2.3).
final class HttpVersion {
  private static final String NAME = "HTTP/";
  private static final String MAJOR = NAME + "1.";

  private HttpVersion() {}

  /// Whether `text` is `HTTP/` and two digits with a dot between.
  static boolean isVersion(String text) {
    return text.length() == 8
        && text.startsWith(NAME)
        && Syntax.isDigit(text.charAt(5))
        && text.charAt(6) == '.'
        && Syntax.isDigit(text.charAt(7));
  }

  /// Whether ` HTTP/1.0` or ` HTTP/1.1` and the end of the line stand at `at`.
  static boolean endsLine(byte[] bytes, int at) {
    int end = at + 1 + MAJOR.length() + 1;
    return bytes[at] == ' '
        && beginsHttp1(bytes, at + 1)
        && bytes[end] == '\r'
        && bytes[end + 1] == '\n';
  }

  /// Whether `HTTP/1.0` or `HTTP/1.1` stands at `at`.
  static boolean beginsHttp1(byte[] bytes, int at) {
    return Syntax.isExactly(bytes, at, at + MAJOR.length(), MAJOR)
        && (bytes[at + MAJOR.length()] == '0' || bytes[at + MAJOR.length()] == '1');
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
