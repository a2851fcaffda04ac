package dev.starship.health;

import dev.starship.routing.ProxyVersion;

/// What sessions come to an address for.
///
/// @param http whether they bring plain HTTP, and not TLS
/// @param header the PROXY header that comes first
/// @param mixed whether they come for different things, of which this is the first: then nobody but
///   the backend knows which it is made for, and no session may decide how it is judged
record Use(boolean http, ProxyVersion header, boolean mixed) {
  Use(boolean http, ProxyVersion header) {
    this(http, header, false);
  }

  boolean isFor(boolean http, ProxyVersion header) {
    return this.http == http && this.header == header;
  }
}
