package dev.starship.config;

import dev.starship.address.Address;
import dev.starship.address.Cidr;
import dev.starship.address.Ip;
import dev.starship.proxy.ListenerSettings;
import java.util.ArrayList;
import java.util.List;

/// Reads `listeners`: where clients connect, and who may say who they are.
final class ListenersReader {
  /// Whether a listener's connections begin with a PROXY header.
  private enum ProxyProtocol {
    NONE,
    REQUIRED
  }

  private ListenersReader() {}

  static List<ListenerSettings> read(Section root) {
    var read = new ArrayList<ListenerSettings>();
    List<Section> listeners = root.sections("listeners");
    for (Section listener : listeners) {
      try (listener) {
        Address bind = listener.required("bind", Kind.ADDRESS);
        if (bind != null && read.stream().anyMatch(other -> overlap(bind, other.bind()))) {
          listener.refuse(
              "bind",
              listener.asWritten("bind", bind) + " is bound by a listener above",
              "leave one of them out");
        }
        List<Cidr> trusted = trustedProxies(listener);
        int most = listener.value("maxSessions", 0, SettingsReader.LIMIT);
        if (bind != null) {
          read.add(new ListenerSettings(bind, !trusted.isEmpty(), trusted, most));
        }
      }
    }
    if (listeners.isEmpty()) {
      root.refuse(
          "listeners",
          "there is no listener",
          "write a list with at least one, such as - bind: \"[::]:443\"");
    }
    return read;
  }

  /// Who may send PROXY headers; none if the listener takes none.
  private static List<Cidr> trustedProxies(Section listener) {
    ProxyProtocol protocol =
        listener.value("proxyProtocol", ProxyProtocol.NONE, Kind.oneOf(ProxyProtocol.class));
    List<Cidr> trusted = listener.values("trustedProxies", Kind.RANGE);
    boolean required = protocol == ProxyProtocol.REQUIRED;
    if (required && trusted.isEmpty()) {
      listener.refuse(
          "trustedProxies",
          "is empty, so that nobody could connect",
          "name the proxies in front, such as [10.0.0.0/8]");
    }
    return required ? trusted : List.of();
  }

  /// Whether two sockets would share one port: the same address, or both wildcards, since `[::]`
  /// takes IPv4 as well.
  static boolean overlap(Address one, Address other) {
    boolean bothAny = one.ip().isUnspecified() && other.ip().isUnspecified();
    return one.port() != 0
        && one.port() == other.port()
        && (bothAny || one.ip().equals(other.ip()));
  }

  /// Whether a listener cannot be bound once the admin port is, which shares its port with nobody:
  /// not even with a wildcard that covers it, or that it covers. Of the admin port, the JDK takes
  /// `0.0.0.0` for `[::]`; a listener on `0.0.0.0` leaves IPv6 alone.
  static boolean isTaken(Address listener, Address admin) {
    Ip wanted = listener.ip();
    boolean coversAdmin = wanted.isUnspecified() && (!wanted.isV4() || admin.ip().isV4());
    return admin.port() != 0
        && admin.port() == listener.port()
        && (coversAdmin || admin.ip().isUnspecified() || admin.ip().equals(wanted));
  }
}
