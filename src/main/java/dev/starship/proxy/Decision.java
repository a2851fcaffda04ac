package dev.starship.proxy;

import dev.starship.address.Address;
import dev.starship.address.Host;
import dev.starship.address.Ip;
import dev.starship.admission.BackendGuard;
import dev.starship.ending.Ending;
import dev.starship.routing.Backend;
import dev.starship.routing.ProxyVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What to do with a session next, decided from values alone by [Decisions].
sealed interface Decision {
  /// Ask where `host` lives.
  record LookUp(Host host) implements Decision {}

  /// Connect to `backend`.
  ///
  /// @param app the route's application for the log; null if none
  /// @param whenCompleted the ending of a session that goes well
  /// @param proxyProtocol the header that the backend wants before the first bytes
  /// @param trusted whether the operator named the backend in the configuration: then it may lie in
  ///   a range that routes may not name
  record Connect(
      Backend backend,
      int port,
      @Nullable String app,
      Ending whenCompleted,
      ProxyVersion proxyProtocol,
      boolean trusted)
      implements Decision {
    /// The first of the backend's addresses that may be connected to; null if there is none.
    @Nullable Address firstAllowed(List<Ip> ips, BackendGuard guard) {
      for (Ip ip : ips) {
        Address address = new Address(ip, port);
        if (trusted ? !guard.isOwn(address) : guard.allows(address)) {
          return address;
        }
      }
      return null;
    }
  }

  /// Answer in the backend's stead.
  ///
  /// @param location where a redirect leads; null for other endings
  record Refuse(Ending ending, @Nullable String location) implements Decision {}
}
