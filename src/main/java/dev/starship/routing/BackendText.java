package dev.starship.routing;

import dev.starship.address.Host;
import dev.starship.address.Ip;
import org.jspecify.annotations.Nullable;

/// The text of an `endpoint`: an IP address or a DNS name, with or without a port. An IPv6 address
/// with a port has brackets (RFC 3986 section 3.2.2).
///
/// @param name the address or name as written, without brackets and port
/// @param ip the address if `name` is one
/// @param port 1-65535, or 0 if none is written
record BackendText(String name, @Nullable Ip ip, int port) {

  /// Reads `text`; null if it is none.
  static @Nullable BackendText parse(String text) {
    int bracket = text.startsWith("[") ? text.indexOf(']') : -1;
    int colon = text.indexOf(':', Math.max(bracket, 0));
    if (bracket < 0 && colon != text.lastIndexOf(':')) {
      return of(text, 0);
    }
    if (bracket >= 0 && bracket != text.length() - 1 && colon != bracket + 1) {
      return null;
    }
    if (colon < 0) {
      return of(text, 0);
    }
    int port = port(text.substring(colon + 1));
    return port == 0 ? null : of(text.substring(0, colon), port);
  }

  private static @Nullable BackendText of(String name, int port) {
    Ip ip = Ip.parse(name).orElse(null);
    if (ip != null) {
      return new BackendText(
          name.startsWith("[") ? name.substring(1, name.length() - 1) : name, ip, port);
    }
    return isName(name) ? new BackendText(name, null, port) : null;
  }

  /// A name whose last label is a number is an IPv4 address to many resolvers (`127.1`,
  /// `0x7f000001`) and never a name in the DNS.
  private static boolean isName(String text) {
    return Host.parse(text)
        .map(Host::name)
        .filter(name -> !isNumber(name.substring(name.lastIndexOf('.') + 1)))
        .isPresent();
  }

  private static boolean isNumber(String label) {
    boolean hexadecimal = label.startsWith("0x");
    for (int i = hexadecimal ? 2 : 0; i < label.length(); i++) {
      if (Character.digit(label.charAt(i), hexadecimal ? 16 : 10) < 0) {
        return false;
      }
    }
    return true;
  }

  private static int port(String text) {
    int port = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9' || i == 5) {
        return 0;
      }
      port = port * 10 + (c - '0');
    }
    return port <= 65_535 ? port : 0;
  }

  /// The text that [#parse] reads as this.
  @Override
  public String toString() {
    if (port == 0) {
      return name;
    }
    return name.indexOf(':') >= 0 ? "[" + name + "]:" + port : name + ":" + port;
  }
}
