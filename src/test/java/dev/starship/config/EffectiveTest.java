package dev.starship.config;

import static dev.starship.config.Configurations.LEAST;
import static dev.starship.config.Configurations.effective;
import static dev.starship.config.Configurations.load;
import static dev.starship.config.Configurations.settings;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The configuration with all its defaults, as `check --effective` prints it.
class EffectiveTest {
  private static final String DEFAULTS =
      """
      listeners:
        - bind: "127.0.0.1:8443"
          proxyProtocol: none
          trustedProxies: []
          maxSessions: 0
      preread:
        timeout: 5s
        maxBytes: 64KiB
      routes:
        source:
          - http:
              url: "http://api.internal/routes/{host}"
              timeout: 2s
        cache:
          ttl: 30s
          negativeTtl: 5s
          staleFor: 24h
          freshWait: 200ms
          refreshAhead: 80%
          maxHosts: 1000000
      backends:
        tlsPort: 443
        httpPort: 80
        connectTimeout: 3s
        idleTimeout: 1h
        responseTimeout: 1h
        halfClosedTimeout: 1m
        balance: p2c
        health:
          failures: 3
          ejectFor: 5s
          ejectAtMost: 5m
          slowStart: 30s
          check:
            tls: none
            http: none
            path: /
            status: 200-399
            interval: 5s
            timeout: 2s
            rise: 2
            fall: 3
        proxyProtocol: none
        allow: []
      limits:
        maxSessions: 9904
        sessionsPerClient: 0
        sessionsPerHost: 0
        sessionsPerHostAndSecond: 0
        unknownHostsPerClient: 1000
        prereadMemory: 64MiB
      forwarded:
        trusted: []
      unknown:
        tls: alert
      accessLog:
        path: stdout
        format: json
      drainTimeout: 30s
      admin:
        bind: "127.0.0.1:9090"
      transport: auto
      loops: 2
      """;

  @TempDir Path folder;

  @Test
  void showsEveryDefault() {
    assertThat(effective(load(LEAST + "loops: 2\n"))).isEqualTo(DEFAULTS);
  }

  @Test
  void loadsAgainAsTheSameSettings() throws IOException {
    Files.createFile(folder.resolve("routes.ndjson"));
    Files.createDirectory(folder.resolve("pages"));
    Files.createFile(folder.resolve("cert.pem"));
    String text =
        """
        listeners: [{ bind: "[::]:443" }, { bind: 127.0.0.1:80 }]
        preread: { timeout: 1500ms, maxBytes: 1000B }
        routes:
          source:
            - file: { path: routes.ndjson }
            - http:
                url: "https://api/{host}%20?x=${TOKEN}&y={host}"
                events: https://api/events
                headers: { Authorization: "Bearer ${TOKEN}", "X-Quote": "${QUOTE}" }
          cache: { ttl: 0s, snapshot: snapshot.db, refreshAhead: 33% }
        backends: { allow: ["fd00::/8", 10.1.2.3] }
        unknown:
          backend: { address: "2001:db8::1", tlsPort: 8443 }
          tls: page
          certificate: { chain: cert.pem, key: cert.pem }
          pages: pages
        accessLog: { path: "a b: c.log", format: text }
        admin: { bind: 0.0.0.0:1, token: "${TOKEN}" }
        """;
    Map<String, String> environment = Map.of("TOKEN", "t", "QUOTE", "\"\\");
    Loaded first = load(text, environment, folder);
    Loaded again = load(effective(first), environment, Path.of("/elsewhere"));
    assertThat(settings(again)).isEqualTo(settings(first));
    assertThat(effective(again)).isEqualTo(effective(first));
  }

  @Test
  void hidesSecrets() {
    String shown =
        effective(
            load(
                """
                listeners: [{ bind: 127.0.0.1:0 }]
                routes: { source: { http: { url: "http://api/routes?host={host}&key=hunter5&hunter6", events: "http://${KEY}/events?hunter7&key=${KEY}", headers: { Authorization: Bearer hunter2, X-Key: "k-${KEY}" } } } }
                admin: { token: hunter3 }
                """,
                Map.of("KEY", "hunter4")));
    assertThat(shown)
        .doesNotContain("hunter")
        .contains("Authorization: \"***\"", "X-Key: \"k-${KEY}\"", "token: \"***\"")
        .contains(
            "\"http://api/routes?host={host}&key=***&***\"",
            "\"http://${KEY}/events?***&key=${KEY}\"");
  }
}
