package dev.starship.proxy;

import dev.starship.address.Host;
import dev.starship.ending.Ending;
import dev.starship.routing.Backend;
import dev.starship.routing.Balance;
import dev.starship.routing.ProxyVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What to do with a session next, decided from values alone by [Decisions].
sealed interface Decision {
  /// Ask where `host` lives.
  record LookUp(Host host) implements Decision {}

  /// Connect to one of `backends`.
  ///
  /// @param backends at least one
  /// @param http whether the opening is plain HTTP, which has ports of its own
  /// @param usualPort the port of backends that name none
  /// @param balance how one is chosen
  /// @param app the route's application for the log; null if none
  /// @param whenCompleted the ending of a session that goes well
  /// @param proxyProtocol the header that the backend wants before the first bytes
  /// @param trusted whether the operator named the backends in the configuration: then they may lie
  ///   in a range that routes may not name
  record Connect(
      List<Backend> backends,
      boolean http,
      int usualPort,
      Balance balance,
      @Nullable String app,
      Ending whenCompleted,
      ProxyVersion proxyProtocol,
      boolean trusted)
      implements Decision {
    /// The port of one of the backends.
    int port(Backend backend) {
      return http ? backend.portForHttp(usualPort) : backend.portForTls(usualPort);
    }
  }

  /// Answer in the backend's stead.
  ///
  /// @param location where a redirect leads; null for other endings
  record Refuse(Ending ending, @Nullable String location) implements Decision {}
}
