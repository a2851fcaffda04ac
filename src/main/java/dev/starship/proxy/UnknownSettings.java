package dev.starship.proxy;

import dev.starship.address.Address;
import dev.starship.routing.Backend;
import org.jspecify.annotations.Nullable;

/// Where sessions go that no route takes.
///
/// @param catchAll the backend for unknown hosts, for openings without a host, and for what is
///   neither TLS nor HTTP; null if there is none and they are refused
/// @param tlsPages the TLS page server for unknown hosts of TLS sessions; null if they get an alert
public record UnknownSettings(@Nullable Backend catchAll, @Nullable Address tlsPages) {
  /// Everything is refused: a page for HTTP, an alert for TLS.
  public static final UnknownSettings REFUSE = new UnknownSettings(null, null);
}
