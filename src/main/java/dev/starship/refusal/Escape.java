package dev.starship.refusal;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// Makes text of strangers harmless in each place it is shown.
final class Escape {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private Escape() {}

  /// At most [PageLimits#SHOWN_CHARS] characters, with a question mark for everything that is not
  /// printable ASCII: neither line breaks nor characters that turn the direction of writing get
  /// through.
  static String shown(String text) {
    int length = Math.min(text.length(), PageLimits.SHOWN_CHARS);
    StringBuilder shown = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      shown.append(c >= ' ' && c <= '~' ? c : '?');
    }
    return shown.toString();
  }

  /// Text for the content of an HTML element or a quoted attribute.
  static String html(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        // Harmless in HTML, but they end or unescape a string where a custom page puts the text
        // into a script.
        case '\\' -> escaped.append("&#92;");
        case '`' -> escaped.append("&#96;");
        default -> escaped.append(c);
      }
    }
    return escaped.toString();
  }

  /// Text for the inside of a JSON string (RFC 8259 section 7). `<`, `>` and `&` are escaped too,
  /// for a page that pastes it.
  static String json(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&') {
        escaped.append("\\u").append(HEX.toHexDigits(c));
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }

  /// A URI reference for a header line: everything but printable ASCII is percent-encoded as UTF-8
  /// (RFC 3986 section 2.1).
  static String location(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      if (b > ' ' && b <= '~') {
        escaped.append((char) b);
      } else {
        escaped.append('%').append(HEX.toHexDigits(b));
      }
    }
    return escaped.toString();
  }
}
