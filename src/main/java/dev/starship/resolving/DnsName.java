package dev.starship.resolving;

import dev.starship.address.Host;
import java.util.Optional;

/// The name of a backend, as name servers are asked for it.
///
/// @param host the name itself
/// @param absolute whether it was written with a dot at its end (RFC 1034 section 3.1): then the
///   system's search domains are not tried
public record DnsName(Host host, boolean absolute) {
  /// Reads a name as a route has it; empty if it is not one.
  public static Optional<DnsName> parse(String text) {
    return Host.parse(text).map(host -> new DnsName(host, text.endsWith(".")));
  }

  @Override
  public String toString() {
    return absolute ? host.name() + "." : host.name();
  }
}
