package dev.starship.smuggling;

import java.util.Locale;
import java.util.stream.Stream;

/// How the messages of the corpus are written down.
final class Wire {
  /// What an attacker wants another tenant's backend to take for a request.
  static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: b.com\r\n\r\n";

  /// A chunked body of five bytes.
  static final String CHUNKS = "5\r\nhello\r\n0\r\n\r\n";

  static final String HOST = "Host: a.com";
  static final String CHUNKED = "Transfer-Encoding: chunked";

  private Wire() {}

  /// A head of these lines.
  static String head(String... lines) {
    return String.join("\r\n", lines) + "\r\n\r\n";
  }

  /// The head of a POST to a.com with these field lines.
  static String post(String... fields) {
    return head(
        Stream.concat(Stream.of("POST / HTTP/1.1", HOST), Stream.of(fields))
            .toArray(String[]::new));
  }

  /// The head of a GET of a.com with these field lines.
  static String get(String... fields) {
    return head(
        Stream.concat(Stream.of("GET / HTTP/1.1", HOST), Stream.of(fields)).toArray(String[]::new));
  }

  static String length(int bytes) {
    return "Content-Length: " + bytes;
  }

  /// The text with its control bytes and all beyond ASCII made visible.
  static String shown(String text) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\r' -> shown.append("\\r");
        case '\n' -> shown.append("\\n");
        case '\t' -> shown.append("\\t");
        default -> {
          if (c < ' ' || c > '~') {
            shown.append(String.format(Locale.ROOT, "\\x%02x", (int) c));
          } else {
            shown.append(c);
          }
        }
      }
    }
    return shown.toString();
  }
}
