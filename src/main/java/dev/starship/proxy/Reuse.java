package dev.starship.proxy;

import dev.starship.address.Address;
import dev.starship.proxy.Decision.Connect;
import org.jspecify.annotations.Nullable;

/// Which kept connections to backends a request may use: those that any session may, and those that
/// its session has to itself, because their backend knows its client by them.
///
/// @param host that the request is for
/// @param speaksForClient whether a new connection says who the client is, in a PROXY header
/// @param authenticated whether the client has authenticated a connection, which no other can take
///   the place of
record Reuse(
    BackendPool pool,
    Session session,
    Connect decision,
    @Nullable String host,
    boolean speaksForClient,
    boolean authenticated) {

  /// The key of the connections to `address` that it may use, and of a new one.
  BackendPool.Key key(Address address) {
    return speaksForClient || hasOwn(address) ? own(address) : shared(address);
  }

  /// Whether the client has authenticated a connection to `address` that is kept.
  boolean hasOwn(Address address) {
    return authenticated && pool.has(own(address));
  }

  private BackendPool.Key own(Address address) {
    return shared(address).boundTo(session);
  }

  /// Whatever unknown hosts are asked for, the catch-all is one, or they would fill the pool. But a
  /// PROXY header names the host.
  private BackendPool.Key shared(Address address) {
    boolean isOne = decision.trusted() && !speaksForClient;
    return new BackendPool.Key(address, isOne ? null : host, decision.trusted(), null);
  }
}
