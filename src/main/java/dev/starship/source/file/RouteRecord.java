package dev.starship.source.file;

import dev.starship.address.Ip;
import dev.starship.routing.Action;
import dev.starship.routing.Backend;
import dev.starship.routing.Balance;
import dev.starship.routing.ProxyVersion;
import dev.starship.routing.Route;
import dev.starship.routing.RouteLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A route in few bytes, without its `app`: what is left is the same for many hosts and is kept
/// once.
final class RouteRecord {
  private static final List<Action> ACTIONS = List.of(Action.values());
  private static final List<ProxyVersion> PROXY_VERSIONS = List.of(ProxyVersion.values());
  private static final List<Balance> BALANCES = List.of(Balance.values());

  private RouteRecord() {}

  static void write(Route route, RecordWriter to) {
    to.octet(ACTIONS.indexOf(route.action()));
    to.octet(route.httpsRedirect() ? 1 : 0);
    constant(PROXY_VERSIONS, route.proxyProtocol(), to);
    constant(BALANCES, route.balance(), to);
    to.text(route.location());
    to.number(route.limits().sessions());
    to.number(route.limits().sessionsPerSecond());
    ttl(route.ttl(), to);
    to.number(route.backends().size());
    for (Backend backend : route.backends()) {
      write(backend, to);
    }
  }

  static Route read(@Nullable String app, RecordReader from) {
    Action action = ACTIONS.get(from.octet());
    boolean httpsRedirect = from.octet() == 1;
    ProxyVersion proxyProtocol = constant(PROXY_VERSIONS, from);
    Balance balance = constant(BALANCES, from);
    String location = from.text();
    var limits = new RouteLimits((int) from.number(), (int) from.number());
    Duration ttl = ttl(from);
    int count = (int) from.number();
    var backends = new ArrayList<Backend>(count);
    for (int i = 0; i < count; i++) {
      backends.add(backend(from));
    }
    return new Route(
        app,
        action,
        List.copyOf(backends),
        location,
        httpsRedirect,
        proxyProtocol,
        balance,
        limits.equals(RouteLimits.NONE) ? RouteLimits.NONE : limits,
        ttl);
  }

  /// An address whose name is its canonical text is written as its bytes alone.
  private static void write(Backend backend, RecordWriter to) {
    Ip ip = backend.ip();
    byte[] ipBytes = ip == null ? new byte[0] : ip.bytes();
    to.octet(ipBytes.length);
    to.octets(ipBytes);
    to.text(ip != null && ip.toString().equals(backend.name()) ? null : backend.name());
    to.number(backend.port());
    to.number(backend.tlsPort());
    to.number(backend.httpPort());
    to.number(backend.weight());
    to.number(backend.priority());
    to.text(backend.cluster());
  }

  private static Backend backend(RecordReader from) {
    int ipLength = from.octet();
    Ip ip = ipLength == 0 ? null : Ip.of(from.octets(ipLength));
    String written = from.text();
    return new Backend(
        written == null ? String.valueOf(ip) : written,
        ip,
        (int) from.number(),
        (int) from.number(),
        (int) from.number(),
        (int) from.number(),
        (int) from.number(),
        from.text());
  }

  private static void ttl(@Nullable Duration ttl, RecordWriter to) {
    if (ttl == null) {
      to.number(0);
    } else {
      to.number(ttl.getSeconds() + 1);
      to.number(ttl.getNano());
    }
  }

  private static @Nullable Duration ttl(RecordReader from) {
    long secondsPlusOne = from.number();
    return secondsPlusOne == 0 ? null : Duration.ofSeconds(secondsPlusOne - 1, from.number());
  }

  private static <T> void constant(List<T> constants, @Nullable T constant, RecordWriter to) {
    to.octet(constant == null ? 0 : constants.indexOf(constant) + 1);
  }

  private static <T> @Nullable T constant(List<T> constants, RecordReader from) {
    int ordinalPlusOne = from.octet();
    return ordinalPlusOne == 0 ? null : constants.get(ordinalPlusOne - 1);
  }
}
