package dev.starship.http;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The grammar of a request line (RFC 9112 section 3), one byte after the other. One empty line
/// before it is ignored (section 2.2).
final class RequestLine {
  private static final int VERSION_BYTES = "HTTP/1.1".length();

  /// What a line has behind its target.
  private static final int VERSION_ROOM = " HTTP/1.1\r\n".length();

  private static final String[] USUAL_METHODS = {"GET", "POST", "HEAD", "PUT", "OPTIONS"};

  private enum Place {
    START,
    EMPTY_LINE_END,
    METHOD,
    TARGET,
    VERSION,
    LINE_END,
    DONE
  }

  private final HttpLimits limits;
  private Place place = Place.START;
  private boolean emptyLineSeen;
  private int partStart;
  private String method = "";
  private String target = "";
  private int minorVersion;

  RequestLine(HttpLimits limits) {
    this.limits = limits;
  }

  boolean isWhole() {
    return place == Place.DONE;
  }

  String method() {
    return method;
  }

  String target() {
    return target;
  }

  int minorVersion() {
    return minorVersion;
  }

  /// Takes the whole line between `at` and `to` if it is there and as it must be; any other is for
  /// [#accept].
  ///
  /// @return how many bytes it has; 0 if it was not taken
  int takeLine(byte[] bytes, int at, int to) {
    if (place != Place.START) {
      return 0;
    }
    int methodEnd = at;
    while (methodEnd < to && Syntax.isToken(bytes[methodEnd] & 0xFF)) {
      methodEnd++;
    }
    int targetStart = methodEnd + 1;
    int targetEnd = targetStart;
    while (targetEnd < to && isTarget(bytes[targetEnd])) {
      targetEnd++;
    }
    int end = targetEnd + VERSION_ROOM;
    boolean taken =
        end <= to
            && isBetween(methodEnd - at, 1, limits.methodBytes())
            && isBetween(targetEnd - targetStart, 1, limits.targetBytes())
            && bytes[methodEnd] == ' '
            && HttpVersion.endsLine(bytes, targetEnd);
    if (!taken) {
      return 0;
    }
    method = methodName(bytes, at, methodEnd);
    target = text(bytes, targetStart, targetEnd);
    minorVersion = bytes[end - 3] - '0';
    place = Place.DONE;
    return end - at;
  }

  private static boolean isBetween(int count, int least, int most) {
    return count >= least && count <= most;
  }

  /// Printable ASCII without the fragment's mark.
  private static boolean isTarget(byte b) {
    return b > ' ' && b < 0x7F && b != '#';
  }

  /// The usual ones without another copy of their names.
  private static String methodName(byte[] bytes, int from, int to) {
    for (String usual : USUAL_METHODS) {
      if (Syntax.isExactly(bytes, from, to, usual)) {
        return usual;
      }
    }
    return text(bytes, from, to);
  }

  /// Takes the byte at `at`; null if it is as it must be. `bytes` holds everything before it too.
  @Nullable HttpFault accept(byte[] bytes, int at) {
    int b = bytes[at] & 0xFF;
    return switch (place) {
      case START -> start(b, at);
      case EMPTY_LINE_END -> emptyLineEnd(b);
      case METHOD -> method(bytes, b, at);
      case TARGET -> target(bytes, b, at);
      case VERSION -> version(bytes, b, at);
      case LINE_END -> lineEnd(b);
      case DONE -> throw new IllegalStateException("the request line is whole already");
    };
  }

  private @Nullable HttpFault start(int b, int at) {
    if (b == '\r' && !emptyLineSeen) {
      place = Place.EMPTY_LINE_END;
      return null;
    }
    if (!Syntax.isToken(b)) {
      return HttpFault.MALFORMED_REQUEST_LINE;
    }
    place = Place.METHOD;
    partStart = at;
    return null;
  }

  private @Nullable HttpFault emptyLineEnd(int b) {
    emptyLineSeen = true;
    place = Place.START;
    return b == '\n' ? null : HttpFault.BARE_CR;
  }

  private @Nullable HttpFault method(byte[] bytes, int b, int at) {
    if (b == ' ') {
      method = methodName(bytes, partStart, at);
      place = Place.TARGET;
      partStart = at + 1;
      return null;
    }
    if (!Syntax.isToken(b)) {
      return HttpFault.MALFORMED_REQUEST_LINE;
    }
    return at - partStart < limits.methodBytes() ? null : HttpFault.METHOD_TOO_LONG;
  }

  private @Nullable HttpFault target(byte[] bytes, int b, int at) {
    if (b == ' ' && at > partStart) {
      target = text(bytes, partStart, at);
      place = Place.VERSION;
      partStart = at + 1;
      return null;
    }
    if (b <= ' ' || b == 0x7F) {
      return HttpFault.MALFORMED_REQUEST_LINE;
    }
    // RFC 3986: a fragment is never sent, and everything beyond ASCII is percent-encoded.
    if (b > 0x7F || b == '#') {
      return HttpFault.INVALID_TARGET;
    }
    return at - partStart < limits.targetBytes() ? null : HttpFault.TARGET_TOO_LONG;
  }

  private @Nullable HttpFault version(byte[] bytes, int b, int at) {
    if (b == '\n') {
      return HttpFault.BARE_LF;
    }
    if (b != '\r') {
      return b > ' ' && at - partStart < VERSION_BYTES ? null : HttpFault.MALFORMED_REQUEST_LINE;
    }
    String version = text(bytes, partStart, at);
    if (!HttpVersion.isVersion(version)) {
      return HttpFault.MALFORMED_REQUEST_LINE;
    }
    if (!HttpVersion.isHttp1(version)) {
      boolean http2 = method.equals("PRI") && target.equals("*") && version.equals("HTTP/2.0");
      return http2 ? HttpFault.HTTP2_PRIOR_KNOWLEDGE : HttpFault.UNSUPPORTED_VERSION;
    }
    minorVersion = HttpVersion.minor(version);
    place = Place.LINE_END;
    return null;
  }

  private @Nullable HttpFault lineEnd(int b) {
    place = Place.DONE;
    return b == '\n' ? null : HttpFault.BARE_CR;
  }

  private static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }
}
