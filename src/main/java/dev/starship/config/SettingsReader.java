package dev.starship.config;

import dev.starship.accesslog.AccessLogSettings;
import dev.starship.accesslog.LogFormat;
import dev.starship.address.Address;
import dev.starship.address.Cidr;
import dev.starship.admin.AdminSettings;
import dev.starship.admission.AdmissionSettings;
import dev.starship.preread.PrereadLimits;
import dev.starship.proxy.BackendSettings;
import dev.starship.proxy.ForwardedSettings;
import dev.starship.proxy.ListenerSettings;
import dev.starship.proxy.RelayLimits;
import dev.starship.routing.Balance;
import dev.starship.routing.ProxyVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Reads the keys of a configuration, top down in the order of the documentation; `check
/// --effective` keeps that order.
final class SettingsReader {
  /// The shortest timeout [1 ms].
  static final Duration LEAST_TIMEOUT = Duration.ofMillis(1);

  /// A limit on a count; 0 is none.
  static final Kind<Integer> LIMIT = Kind.number(0, 100_000_000);

  private static final int MAX_LOOPS = 1_024;

  private SettingsReader() {}

  /// The settings that `root` holds; worth nothing if anything was wrong.
  static Settings read(Section root) {
    try (root) {
      List<ListenerSettings> listeners = ListenersReader.read(root);
      PrereadLimits preread = preread(root);
      RoutesReader.Routes routes = RoutesReader.read(root);
      Backends backends = backends(root);
      int cores = Math.min(MAX_LOOPS, root.surroundings().cores());
      AdmissionSettings admission =
          admission(
              root,
              backends.settings().health().check().descriptors()
                  + cores * RelayLimits.DEFAULT.pipeDescriptors());
      ForwardedSettings forwarded = forwarded(root);
      Settings.Unknown unknown = UnknownReader.read(root);
      AccessLogSettings accessLog = accessLog(root);
      Duration drain =
          root.value("drainTimeout", Settings.DRAIN_TIMEOUT, Kind.duration(Duration.ZERO));
      AdminSettings admin = admin(root, listeners);
      var transport =
          root.value(
              "transport",
              Settings.TransportChoice.AUTO,
              Kind.oneOf(Settings.TransportChoice.class));
      int loops = root.value("loops", cores, Kind.number(1, MAX_LOOPS));
      return new Settings(
          listeners,
          preread,
          routes.sources(),
          routes.cache(),
          backends.settings(),
          backends.allow(),
          admission,
          forwarded,
          unknown,
          accessLog,
          drain,
          admin,
          transport,
          loops);
    }
  }

  private static PrereadLimits preread(Section root) {
    PrereadLimits defaults = PrereadLimits.DEFAULT;
    try (Section preread = root.section("preread")) {
      return new PrereadLimits(
          preread.value("timeout", defaults.timeout(), Kind.duration(LEAST_TIMEOUT)),
          preread.value(
              "maxBytes",
              defaults.maxBytes(),
              Kind.size(PrereadLimits.MIN_BYTES, PrereadLimits.MAX_BYTES)));
    }
  }

  private record Backends(BackendSettings settings, List<Cidr> allow) {}

  private static Backends backends(Section root) {
    BackendSettings defaults = BackendSettings.DEFAULT;
    Kind<Duration> timeout = Kind.duration(LEAST_TIMEOUT);
    try (Section backends = root.section("backends")) {
      var settings =
          new BackendSettings(
              backends.value("tlsPort", defaults.tlsPort(), Kind.PORT),
              backends.value("httpPort", defaults.httpPort(), Kind.PORT),
              backends.value("connectTimeout", defaults.connectTimeout(), timeout),
              backends.value("idleTimeout", defaults.idleTimeout(), timeout),
              backends.value("responseTimeout", defaults.responseTimeout(), timeout),
              backends.value("halfClosedTimeout", defaults.halfClosedTimeout(), timeout),
              backends.value("balance", defaults.balance(), Kind.oneOf(Balance.class)),
              HealthReader.read(backends),
              backends.value(
                  "proxyProtocol", defaults.proxyProtocol(), Kind.oneOf(ProxyVersion.class)));
      return new Backends(settings, backends.values("allow", Kind.RANGE));
    }
  }

  private static AdmissionSettings admission(Section root, int besides) {
    AdmissionSettings defaults = AdmissionSettings.DEFAULT;
    int fitting = AdmissionSettings.sessionsWithin(root.surroundings().descriptors(), besides);
    try (Section limits = root.section("limits")) {
      return new AdmissionSettings(
          limits.value("maxSessions", fitting, LIMIT),
          limits.value("sessionsPerClient", defaults.sessionsPerClient(), LIMIT),
          limits.value("sessionsPerHost", defaults.sessionsPerHost(), LIMIT),
          limits.value("sessionsPerHostAndSecond", defaults.sessionsPerHostAndSecond(), LIMIT),
          limits.value("unknownHostsPerClient", defaults.unknownHostsPerClient(), LIMIT),
          limits.value(
              "prereadMemory",
              defaults.prereadMemory(),
              Kind.size(PrereadLimits.MAX_BYTES, 1 << 30)));
    }
  }

  private static ForwardedSettings forwarded(Section root) {
    try (Section forwarded = root.section("forwarded")) {
      return new ForwardedSettings(forwarded.values("trusted", Kind.RANGE));
    }
  }

  private static AccessLogSettings accessLog(Section root) {
    AccessLogSettings defaults = AccessLogSettings.DEFAULT;
    try (Section log = root.section("accessLog")) {
      String path = log.value("path", defaults.path(), Kind.log(log.folder()));
      if (AccessLogSettings.isFile(path)) {
        FilePlaces.writableFile(log, "path", Path.of(path));
      }
      return new AccessLogSettings(
          path, log.value("format", defaults.format(), Kind.oneOf(LogFormat.class)));
    }
  }

  private static AdminSettings admin(Section root, List<ListenerSettings> listeners) {
    AdminSettings defaults = AdminSettings.DEFAULT;
    try (Section admin = root.section("admin")) {
      Address bind = admin.value("bind", defaults.bind(), Kind.ADDRESS);
      String token = admin.optional("token", Kind.TOKEN);
      if (listeners.stream().anyMatch(other -> ListenersReader.isTaken(other.bind(), bind))) {
        admin.refuse(
            "bind",
            admin.asWritten("bind", bind) + " is taken by a listener",
            "give the admin port another port");
      }
      if (token == null && !bind.ip().isLoopback()) {
        admin.refuse(
            "bind",
            admin.asWritten("bind", bind) + " is open to others without a token",
            "set admin.token, or bind to 127.0.0.1");
        return defaults;
      }
      return new AdminSettings(bind, token);
    }
  }
}
