package dev.starship.health;

import dev.starship.address.Address;
import dev.starship.routing.ProxyVersion;

/// Hears which addresses sessions may come to. Any thread, never blocks.
@FunctionalInterface
public interface Watch {
  /// Nobody wants to know.
  Watch NOBODY = (_, _, _) -> {};

  /// A session may come to `backend`, whose address is allowed.
  ///
  /// @param http whether it brings plain HTTP, and not TLS
  /// @param header the PROXY header that comes first
  void seen(Address backend, boolean http, ProxyVersion header);
}
