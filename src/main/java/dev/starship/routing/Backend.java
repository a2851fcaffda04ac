package dev.starship.routing;

import dev.starship.address.Ip;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One place where a host's cluster takes connections, as a route names it.
///
/// @param name the IP literal or DNS name, as it was written, without port
/// @param ip the address if `name` is an IP literal; null for a DNS name, which is resolved at each
///   connect
/// @param port the port for every protocol; 0 if the route names none
/// @param tlsPort the port for TLS, before `port`; 0 if the route names none
/// @param httpPort the port for HTTP, before `port`; 0 if the route names none
/// @param weight the share of sessions within its priority, 1-1000; 1 if the route names none
/// @param priority 0 is tried first
/// @param cluster the cluster's name for the access log; null if the route names none
public record Backend(
    String name,
    @Nullable Ip ip,
    int port,
    int tlsPort,
    int httpPort,
    int weight,
    int priority,
    @Nullable String cluster) {

  /// Reads a backend as an `endpoint` names it: an IP address or a DNS name, with or without a
  /// port; an IPv6 address with a port has brackets. Empty if `text` is none.
  public static Optional<Backend> parse(String text) {
    return Optional.ofNullable(BackendText.parse(text)).map(Backend::of);
  }

  /// The backend of which a route says nothing but this.
  static Backend of(BackendText text) {
    return new Backend(text.name(), text.ip(), text.port(), 0, 0, 1, 0, null);
  }

  /// The text that [#parse] reads as this backend's address and port.
  public String text() {
    return new BackendText(name, ip, port).toString();
  }

  /// The port for TLS, or `otherwise` if the route names none.
  public int portForTls(int otherwise) {
    return tlsPort != 0 ? tlsPort : port != 0 ? port : otherwise;
  }

  /// The port for HTTP, or `otherwise` if the route names none.
  public int portForHttp(int otherwise) {
    return httpPort != 0 ? httpPort : port != 0 ? port : otherwise;
  }
}
