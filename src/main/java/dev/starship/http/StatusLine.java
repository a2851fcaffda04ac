package dev.starship.http;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The grammar of a status line (RFC 9112 section 4), one byte after the other. The space behind
/// the status may be missing together with the reason, as many servers have it.
final class StatusLine {
  private static final int VERSION_BYTES = "HTTP/1.1".length();
  private static final int STATUS_END = "HTTP/1.1 200".length();
  private static final int REASON_START = STATUS_END + 1;

  private enum Place {
    BEFORE_REASON,
    REASON,
    LINE_END,
    DONE
  }

  private Place place = Place.BEFORE_REASON;
  private int status;
  private int minorVersion;
  private String reason = "";

  boolean isWhole() {
    return place == Place.DONE;
  }

  int status() {
    return status;
  }

  int minorVersion() {
    return minorVersion;
  }

  String reason() {
    return reason;
  }

  /// Takes the whole line at the beginning of the first `length` of `bytes` if it is there and as
  /// it must be; any other is for [#accept].
  ///
  /// @return how many bytes it has; 0 if it was not taken
  int takeLine(byte[] bytes, int length) {
    if (length < REASON_START || !HttpVersion.beginsHttp1(bytes, 0) || !hasStatus(bytes)) {
      return 0;
    }
    int end = REASON_START;
    while (end < length && Syntax.isText(bytes[end] & 0xFF)) {
      end++;
    }
    if (end + 2 > length || bytes[end] != '\r' || bytes[end + 1] != '\n') {
      return 0;
    }
    minorVersion = bytes[VERSION_BYTES - 1] - '0';
    status = (bytes[9] - '0') * 100 + (bytes[10] - '0') * 10 + (bytes[11] - '0');
    reason = reason(bytes, end);
    place = Place.DONE;
    return end + 2;
  }

  private static boolean hasStatus(byte[] bytes) {
    return bytes[VERSION_BYTES] == ' '
        && bytes[9] != '0'
        && Syntax.isDigit(bytes[9])
        && Syntax.isDigit(bytes[10])
        && Syntax.isDigit(bytes[11])
        && bytes[STATUS_END] == ' ';
  }

  /// The usual one without another copy.
  private static String reason(byte[] bytes, int end) {
    boolean usual =
        end - REASON_START == 2 && bytes[REASON_START] == 'O' && bytes[REASON_START + 1] == 'K';
    return usual
        ? "OK"
        : new String(bytes, REASON_START, end - REASON_START, StandardCharsets.ISO_8859_1);
  }

  /// Takes the byte at `at`; null if it is as it must be. `bytes` holds everything before it too.
  @Nullable HttpFault accept(byte[] bytes, int at) {
    int b = bytes[at] & 0xFF;
    return switch (place) {
      case BEFORE_REASON -> at < STATUS_END ? beforeReason(bytes, b, at) : statusEnd(b);
      case REASON -> reason(bytes, b, at);
      case LINE_END -> {
        place = Place.DONE;
        yield b == '\n' ? null : HttpFault.BARE_CR;
      }
      case DONE -> throw new IllegalStateException("the status line is whole already");
    };
  }

  private @Nullable HttpFault beforeReason(byte[] bytes, int b, int at) {
    if (at < VERSION_BYTES) {
      return version(bytes, b, at);
    }
    if (at == VERSION_BYTES) {
      return b == ' ' ? null : HttpFault.MALFORMED_STATUS_LINE;
    }
    if (!Syntax.isDigit(b) || b == '0' && status == 0) {
      return HttpFault.MALFORMED_STATUS_LINE;
    }
    status = status * 10 + (b - '0');
    return null;
  }

  private @Nullable HttpFault version(byte[] bytes, int b, int at) {
    if (at < VERSION_BYTES - 1) {
      boolean known = b == "HTTP/1.".charAt(at) || at == 5 && Syntax.isDigit(b);
      return known ? null : HttpFault.MALFORMED_STATUS_LINE;
    }
    String version = new String(bytes, 0, VERSION_BYTES, StandardCharsets.ISO_8859_1);
    if (!HttpVersion.isVersion(version)) {
      return HttpFault.MALFORMED_STATUS_LINE;
    }
    minorVersion = HttpVersion.minor(version);
    return HttpVersion.isHttp1(version) ? null : HttpFault.UNSUPPORTED_VERSION;
  }

  private @Nullable HttpFault statusEnd(int b) {
    if (b == ' ') {
      place = Place.REASON;
      return null;
    }
    place = Place.LINE_END;
    return b == '\r' ? null : HttpFault.MALFORMED_STATUS_LINE;
  }

  private @Nullable HttpFault reason(byte[] bytes, int b, int at) {
    if (b == '\r') {
      reason = reason(bytes, at);
      place = Place.LINE_END;
      return null;
    }
    if (b == '\n') {
      return HttpFault.BARE_LF;
    }
    return Syntax.isText(b) ? null : HttpFault.CONTROL_BYTE;
  }
}
