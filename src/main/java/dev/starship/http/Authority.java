package dev.starship.http;

import dev.starship.address.Host;
import dev.starship.address.Ip;
import java.util.Optional;

/// Whom a request is for: the authority of an absolute target, or Host (RFC 9110 section 7.2, RFC
/// 3986 section 3.2). Immutable, any thread.
///
/// @param text the host as it was received, without port: a registered name, an IP literal, or
///   empty
/// @param port 1-65535; 0 if none is named
public record Authority(String text, int port) {
  /// The normalised host; empty if the text is an IP literal, empty, or a name that no host has.
  public Optional<Host> host() {
    return Host.parse(text);
  }

  /// The authority as it stands in Host: `a.com`, `[2001:db8::1]:8080`.
  @Override
  public String toString() {
    return port == 0 ? text : text + ":" + port;
  }

  /// Reads `uri-host [ ":" port ]`; empty if `text` is anything else. User information is not part
  /// of it.
  static Optional<Authority> parse(String text) {
    int end = text.startsWith("[") ? text.indexOf(']') + 1 : text.indexOf(':');
    int hostEnd = end < 0 ? text.length() : end;
    String host = text.substring(0, hostEnd);
    int port = hostEnd == text.length() ? 0 : port(text.substring(hostEnd));
    boolean valid = text.startsWith("[") ? isIpLiteral(host) : isRegisteredName(host);
    return valid && port >= 0 ? Optional.of(new Authority(host, port)) : Optional.empty();
  }

  /// The number in `:8080`; 0 for a lone colon, -1 if it is none.
  private static int port(String text) {
    if (text.charAt(0) != ':' || text.length() > 6) {
      return -1;
    }
    int port = 0;
    for (int i = 1; i < text.length(); i++) {
      if (!Syntax.isDigit(text.charAt(i))) {
        return -1;
      }
      port = port * 10 + (text.charAt(i) - '0');
    }
    return port <= 65_535 ? port : -1;
  }

  private static boolean isRegisteredName(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '%') {
        if (i + 2 >= text.length()
            || Syntax.hexDigit(text.charAt(i + 1)) < 0
            || Syntax.hexDigit(text.charAt(i + 2)) < 0) {
          return false;
        }
        i += 2;
      } else if (!Syntax.isRegisteredName(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isIpLiteral(String text) {
    return Ip.parse(text).isPresent() || isFutureLiteral(text);
  }

  /// `"[v" 1*HEXDIG "." 1*( unreserved / sub-delims / ":" ) "]"`.
  private static boolean isFutureLiteral(String text) {
    int dot = text.indexOf('.');
    if (dot < 3 || dot + 2 >= text.length() || (text.charAt(1) | 0x20) != 'v') {
      return false;
    }
    return text.substring(2, dot).chars().allMatch(c -> Syntax.hexDigit(c) >= 0)
        && text.substring(dot + 1, text.length() - 1)
            .chars()
            .allMatch(c -> c == ':' || Syntax.isRegisteredName((char) c));
  }
}
