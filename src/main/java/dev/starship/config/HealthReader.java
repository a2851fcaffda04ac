package dev.starship.config;

import dev.starship.address.Host;
import dev.starship.health.CheckKind;
import dev.starship.health.CheckSettings;
import dev.starship.health.HealthSettings;
import java.time.Duration;

/// Reads `backends.health`: when an address is left out, and how it is checked.
final class HealthReader {
  private static final Kind<Duration> TIME =
      Kind.duration(SettingsReader.LEAST_TIMEOUT, HealthSettings.LONGEST);

  private static final Kind<Integer> TIMES = Kind.number(1, 1_000);

  private HealthReader() {}

  static HealthSettings read(Section backends) {
    HealthSettings defaults = HealthSettings.DEFAULT;
    try (Section health = backends.section("health")) {
      int failures = health.value("failures", defaults.failures(), TIMES);
      Duration first = health.value("ejectFor", defaults.ejectFor(), TIME);
      Duration most = health.value("ejectAtMost", defaults.ejectAtMost(), TIME);
      Duration slowStart = health.value("slowStart", defaults.slowStart(), TIME);
      CheckSettings check = check(health);
      if (most.compareTo(first) < 0) {
        health.refuse("ejectAtMost", "is less than ejectFor", "write the longer of the two here");
        return defaults;
      }
      return new HealthSettings(failures, first, most, slowStart, check);
    }
  }

  private static CheckSettings check(Section health) {
    CheckSettings defaults = CheckSettings.DEFAULT;
    Kind<CheckKind> kinds = Kind.oneOf(CheckKind.class);
    try (Section check = health.section("check")) {
      CheckKind tls = check.value("tls", defaults.tls(), kinds);
      CheckKind http = check.value("http", defaults.http(), kinds);
      Host host = check.optional("host", Kind.HOST);
      var path = check.value("path", defaults.path(), Kind.REQUEST_TARGET);
      var status = check.value("status", defaults.status(), Kind.STATUSES);
      Duration interval = check.value("interval", defaults.interval(), TIME);
      Duration timeout = check.value("timeout", defaults.timeout(), TIME);
      int rise = check.value("rise", defaults.rise(), TIMES);
      int fall = check.value("fall", defaults.fall(), TIMES);
      if (http == CheckKind.HANDSHAKE) {
        check.refuse("http", "plain HTTP has no handshake", "write tcp or get");
        return defaults;
      }
      if (host == null && (CheckSettings.asksForHost(tls) || CheckSettings.asksForHost(http))) {
        check.refuse(
            "host",
            "is missing",
            "name a host that every backend answers for, such as health.internal");
        return defaults;
      }
      return new CheckSettings(tls, http, host, path, status, interval, timeout, rise, fall);
    }
  }
}
