package dev.starship.proxy;

import dev.starship.health.HealthSettings;
import dev.starship.routing.Balance;
import dev.starship.routing.ProxyVersion;
import java.time.Duration;

/// How backends are connected to and how long a relay may be silent.
///
/// @param tlsPort the port for TLS where the route names none [443]
/// @param httpPort the port for HTTP where the route names none [80]
/// @param connectTimeout from the start of a connect, name resolution included, until the backend
///   took the first bytes [3 s]
/// @param idleTimeout how long no byte may pass either way [1 h]
/// @param responseTimeout how long a backend that has a whole HTTP request may let it wait for the
///   first byte of an answer [1 h]; no longer than `idleTimeout` in any case
/// @param halfClosedTimeout how long no byte may pass once one side has finished [60 s]
/// @param balance how one of several backends is chosen where the route says nothing else; p2c by
///   default
/// @param health when an address is left out
/// @param proxyProtocol the PROXY header that backends get where the route says nothing else; none
///   by default
public record BackendSettings(
    int tlsPort,
    int httpPort,
    Duration connectTimeout,
    Duration idleTimeout,
    Duration responseTimeout,
    Duration halfClosedTimeout,
    Balance balance,
    HealthSettings health,
    ProxyVersion proxyProtocol) {
  /// The defaults.
  public static final BackendSettings DEFAULT =
      new BackendSettings(
          443,
          80,
          Duration.ofSeconds(3),
          Duration.ofHours(1),
          Duration.ofHours(1),
          Duration.ofSeconds(60),
          Balance.P2C,
          HealthSettings.DEFAULT,
          ProxyVersion.NONE);

  /// Checks ports (1-65535) and that timeouts are positive.
  public BackendSettings {
    if (tlsPort < 1 || tlsPort > 65_535 || httpPort < 1 || httpPort > 65_535) {
      throw new IllegalArgumentException("a port is 1-65535");
    }
    if (!connectTimeout.isPositive()
        || !idleTimeout.isPositive()
        || !responseTimeout.isPositive()
        || !halfClosedTimeout.isPositive()) {
      throw new IllegalArgumentException("a timeout is longer than zero");
    }
  }
}
