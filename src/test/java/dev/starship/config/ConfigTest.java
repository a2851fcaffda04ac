package dev.starship.config;

import static dev.starship.config.Configurations.LEAST;
import static dev.starship.config.Configurations.problems;
import static dev.starship.config.Configurations.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.accesslog.AccessLogSettings;
import dev.starship.accesslog.LogFormat;
import dev.starship.address.Address;
import dev.starship.address.Cidr;
import dev.starship.address.Host;
import dev.starship.admin.AdminSettings;
import dev.starship.health.CheckKind;
import dev.starship.health.CheckSettings;
import dev.starship.health.HealthSettings;
import dev.starship.health.StatusRange;
import dev.starship.preread.PrereadLimits;
import dev.starship.proxy.BackendSettings;
import dev.starship.proxy.ForwardedSettings;
import dev.starship.proxy.ListenerSettings;
import dev.starship.routing.Balance;
import dev.starship.routing.CacheSettings;
import dev.starship.routing.ProxyVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a configuration may say and what it means.
class ConfigTest {
  @Test
  void leavesEveryOtherKeyAtItsDefault() {
    Settings settings = settings(LEAST);
    assertThat(settings.preread()).isEqualTo(PrereadLimits.DEFAULT);
    assertThat(settings.cache()).isEqualTo(CacheSettings.DEFAULT);
    assertThat(settings.backends()).isEqualTo(BackendSettings.DEFAULT);
    assertThat(settings.allow()).isEmpty();
    assertThat(settings.unknown()).isEqualTo(new Settings.Unknown(null, false, null, null));
    assertThat(settings.accessLog()).isEqualTo(AccessLogSettings.DEFAULT);
    assertThat(settings.admin()).isEqualTo(AdminSettings.DEFAULT);
    assertThat(settings.drainTimeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(settings.transport()).isEqualTo(Settings.TransportChoice.AUTO);
    assertThat(settings.loops()).isEqualTo(Runtime.getRuntime().availableProcessors());
  }

  @Test
  void readsEveryKeyIntoTheSettingsItBelongsTo() {
    Settings settings =
        settings(
            """
            listeners:
              - bind: "[::]:443"
            preread: { timeout: 250ms, maxBytes: 16KiB }
            routes:
              source: { http: { url: "http://api/{host}", timeout: 5s } }
              cache:
                ttl: 1m
                negativeTtl: 1s
                staleFor: 2h
                freshWait: 100ms
                refreshAhead: 50%
                maxHosts: 1000
            backends:
              allow: [127.0.0.0/8, "::1"]
            unknown: { backend: 10.0.0.9, tls: page }
            accessLog: { path: none, format: text }
            drainTimeout: 0s
            admin: { bind: 0.0.0.0:9999, token: secret }
            transport: nio
            loops: 3
            """);
    assertThat(settings.preread()).isEqualTo(new PrereadLimits(Duration.ofMillis(250), 16 * 1024));
    assertThat(settings.cache())
        .isEqualTo(
            new CacheSettings(
                Duration.ofMinutes(1),
                Duration.ofSeconds(1),
                Duration.ofHours(2),
                Duration.ofMillis(100),
                0.5,
                1000,
                null));
    assertThat(settings.allow())
        .containsExactly(Cidr.parse("127.0.0.0/8").orElseThrow(), Cidr.parse("::1").orElseThrow());
    assertThat(settings.unknown().tlsPage()).isTrue();
    assertThat(settings.accessLog()).isEqualTo(new AccessLogSettings("none", LogFormat.TEXT));
    assertThat(settings.drainTimeout()).isEqualTo(Duration.ZERO);
    assertThat(settings.admin()).isEqualTo(new AdminSettings(address("0.0.0.0:9999"), "secret"));
    assertThat(settings.transport()).isEqualTo(Settings.TransportChoice.NIO);
    assertThat(settings.loops()).isEqualTo(3);
  }

  @Test
  void readsHowBackendsAreConnectedTo() {
    Settings settings =
        settings(
            LEAST
                + """
                backends:
                  tlsPort: 8443
                  httpPort: 8080
                  connectTimeout: 1s
                  idleTimeout: 10m
                  responseTimeout: 30s
                  halfClosedTimeout: 5s
                  balance: round_robin
                  health:
                    failures: 5
                    ejectFor: 1s
                    ejectAtMost: 1m
                    slowStart: 2s
                    check:
                      tls: handshake
                      http: get
                      host: Health.Internal
                      path: /up?deep=1
                      status: 204
                      interval: 1s
                      timeout: 500ms
                      rise: 1
                      fall: 4
                  proxyProtocol: v2
                """);
    assertThat(settings.backends())
        .isEqualTo(
            new BackendSettings(
                8443,
                8080,
                Duration.ofSeconds(1),
                Duration.ofMinutes(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(5),
                Balance.ROUND_ROBIN,
                new HealthSettings(
                    5,
                    Duration.ofSeconds(1),
                    Duration.ofMinutes(1),
                    Duration.ofSeconds(2),
                    new CheckSettings(
                        CheckKind.HANDSHAKE,
                        CheckKind.GET,
                        Host.parse("health.internal").orElseThrow(),
                        "/up?deep=1",
                        new StatusRange(204, 204),
                        Duration.ofSeconds(1),
                        Duration.ofMillis(500),
                        1,
                        4)),
                ProxyVersion.V2));
  }

  @Test
  void readsWhereClientsConnectAndWhoMaySayWhoTheyAre() {
    Settings settings =
        settings(
            """
            listeners:
              - { bind: "[::]:443", trustedProxies: [10.0.0.0/8] }
              - { bind: 10.0.0.1:80, proxyProtocol: required, trustedProxies: [10.0.0.0/8] }
            routes: { source: { http: { url: "http://api/{host}" } } }
            """);
    assertThat(settings.listeners())
        .containsExactly(
            ListenerSettings.forClients(address("[::]:443")),
            new ListenerSettings(
                address("10.0.0.1:80"), true, List.of(Cidr.parse("10.0.0.0/8").orElseThrow()), 0));
  }

  @Test
  void refusesToDemandAHeaderThatNobodyMaySend() {
    for (String nobody : List.of("", ", trustedProxies: []")) {
      String listener = "listeners: [{ bind: 127.0.0.1:0, proxyProtocol: required" + nobody + " }]";
      assertThat(
              problems(listener + "\nroutes: { source: { http: { url: \"http://a/{host}\" } } }"))
          .singleElement()
          .asString()
          .startsWith("starship.yaml:1: listeners[0].trustedProxies: is empty, so that nobody");
    }
  }

  @Test
  void takesSourcesInOrderOfPrecedence() {
    Settings settings =
        settings(
            """
            listeners: [{ bind: 127.0.0.1:0 }]
            routes:
              source:
                - http: { url: "http://first/{host}" }
                - http: { url: "https://second/{host}" }
            """);
    assertThat(settings.sources())
        .extracting(source -> ((Settings.Source.Http) source).settings().url().toString())
        .containsExactly("http://first/{host}", "https://second/{host}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"10.0.0.9", "10.0.0.9:8443", "\"[2001:db8::9]:8443\"", "backend.internal:8443"})
  void takesACatchAllAsAddressWithOrWithoutAPort(String backend) {
    Settings settings = settings(LEAST + "unknown: { backend: " + backend + " }");
    assertThat(Objects.requireNonNull(settings.unknown().backend()).text())
        .isEqualTo(backend.replace("\"", ""));
  }

  @Test
  void takesACatchAllWithAPortForEachProtocol() {
    Settings settings =
        settings(
            LEAST + "unknown: { backend: { address: 10.0.0.9, tlsPort: 8443, httpPort: 8080 } }");
    assertThat(Objects.requireNonNull(settings.unknown().backend()).portForTls(443))
        .isEqualTo(8443);
    assertThat(Objects.requireNonNull(settings.unknown().backend()).portForHttp(80))
        .isEqualTo(8080);
  }

  @Test
  void readsWhoseForwardedFieldsAreKept() {
    Settings settings =
        settings(LEAST + "forwarded: { trusted: [192.0.2.0/24, \"2001:db8::/32\"] }");
    assertThat(settings.forwarded().trusted()).hasToString("[192.0.2.0/24, 2001:db8::/32]");
    assertThat(settings(LEAST).forwarded()).isEqualTo(ForwardedSettings.DEFAULT);
    assertThat(problems(LEAST + "forwarded: { trusted: [cdn] }"))
        .singleElement()
        .asString()
        .startsWith("starship.yaml:6: forwarded.trusted");
  }

  @Test
  void takesASectionWhoseKeysAreAllCommentedOut() {
    assertThat(settings(LEAST + "backends:\n  # tlsPort: 8443\n").backends())
        .isEqualTo(BackendSettings.DEFAULT);
  }

  @Test
  void lowersTheUsualNumberOfHostsToWhatASmallHeapHolds() {
    var small =
        new Surroundings(Map.of(), Path.of("/"), 64L << 20, Configurations.DESCRIPTORS, 2, false);
    Settings settings = settings(ConfigurationFile.parse("starship.yaml", LEAST, small));
    assertThat(settings.cache().maxHosts()).isBetween(10_000, 100_000);
  }

  @Test
  void tellsEverythingThatIsWrongAtOnceByLine() {
    assertThat(
            problems(
                """
                listeners:
                  - bind: localhost:443
                preread: { timeout: 5, maxBytes: 64 }
                routes:
                  source: { http: {} }
                  cache:
                    tll: 30s
                    refreshAhead: 120%
                backends:
                  tlsPort: 70000
                  allow: 127.0.0.0/8
                unknown:
                  tls: error
                retries: {}
                """))
        .containsExactly(
            "starship.yaml:2: listeners[0].bind: \"localhost:443\" cannot be used; write an IP address and a port, such as \"[::]:443\" or 127.0.0.1:8443",
            "starship.yaml:3: preread.timeout: \"5\" cannot be used; write a duration from 1ms to 8760h, such as 250ms, 3s, 5m or 24h (the default is 5s)",
            "starship.yaml:3: preread.maxBytes: \"64\" cannot be used; write a size from 512B to 1MiB, such as 64KiB or 1MiB (the default is 64KiB)",
            "starship.yaml:5: routes.source.http.url: is missing; write a URL such as http://api.internal:8080/routes/{host}, with a port up to 65535",
            "starship.yaml:7: routes.cache.tll: is not a known key; did you mean ttl?",
            "starship.yaml:8: routes.cache.refreshAhead: \"120%\" cannot be used; write a share from 1% to 100% (the default is 80%)",
            "starship.yaml:10: backends.tlsPort: \"70000\" cannot be used; write a whole number from 1 to 65535 (the default is 443)",
            "starship.yaml:11: backends.allow: is not a list; write each item after a dash, or all in [ ]",
            "starship.yaml:13: unknown.tls: \"error\" cannot be used; write alert or page (the default is alert)",
            "starship.yaml:14: retries: is not a known key; here are known: accessLog, admin, backends, drainTimeout, forwarded, limits, listeners, loops, preread, routes, transport, unknown");
  }

  private static Address address(String text) {
    return Address.parse(text).orElseThrow();
  }
}
