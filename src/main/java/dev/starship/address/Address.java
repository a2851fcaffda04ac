package dev.starship.address;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An IP address and a TCP port: what can be bound to or connected to. Immutable, any thread.
///
/// @param ip the IP address
/// @param port 0-65535; 0 only where the system is to choose one
public record Address(Ip ip, int port) {
  /// Checks the port.
  public Address {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("a port is 0-65535, not " + port);
    }
  }

  /// By hand, for the reason of [Ip#equals].
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Address address && address.port == port && address.ip.equals(ip);
  }

  @Override
  public int hashCode() {
    return 31 * ip.hashCode() + port;
  }

  /// Reads `10.0.0.24:443` or `[2001:db8::1]:443`. Names are not addresses, and an IPv6 address
  /// needs its brackets.
  public static Optional<Address> parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0 || text.length() - colon > 6) {
      return Optional.empty();
    }
    String host = text.substring(0, colon);
    if (host.indexOf(':') >= 0 && !host.startsWith("[")) {
      return Optional.empty();
    }
    int port = port(text.substring(colon + 1));
    return port < 0 ? Optional.empty() : Ip.parse(host).map(ip -> new Address(ip, port));
  }

  private static int port(String text) {
    if (text.isEmpty() || text.length() > 1 && text.startsWith("0")) {
      return -1;
    }
    int port = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      port = port * 10 + (c - '0');
    }
    return port <= 65_535 ? port : -1;
  }

  /// `10.0.0.24:443` or `[2001:db8::1]:443`.
  @Override
  public String toString() {
    return ip.isV4() ? ip + ":" + port : "[" + ip + "]:" + port;
  }
}
