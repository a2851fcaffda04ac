package dev.starship.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.Eventually;
import dev.starship.peers.BalancerProcess.Transport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Checks find what no connect could: real servers that take connections and are not well.
class CheckedBackendsIT {
  /// Its health is a file. TLS and a demanded PROXY header are on ports of their own.
  @SuppressWarnings("InlineFormatString") // Read better by itself.
  private static final String SERVER =
      """
      access_log checks.log;
      server {
        listen 127.0.0.1:%1$d;
        listen 127.0.0.1:%2$d ssl;
        listen 127.0.0.1:%3$d ssl proxy_protocol;
        ssl_certificate %4$s;
        ssl_certificate_key %5$s;
        location = /up { root .; }
        location / { return 200 "%6$s"; }
      }
      """;

  @TempDir static Path folder;

  /// One server.
  private record Server(String name, Path home, List<Integer> ports, Program program)
      implements AutoCloseable {
    static Server start(String name) throws Exception {
      Path home = Files.createTempDirectory(folder, name);
      Certificate certificate = Certificate.selfSigned(home, name, List.of("health.internal"));
      Files.writeString(home.resolve("up"), "well");
      List<Integer> ports = Ports.free(3);
      String configuration =
          SERVER.formatted(
              ports.get(0),
              ports.get(1),
              ports.get(2),
              certificate.chain(),
              certificate.key(),
              name);
      return new Server(name, home, ports, Nginx.http(home, configuration));
    }

    void becomeSick() throws Exception {
      Files.delete(home.resolve("up"));
    }

    void becomeWell() throws Exception {
      Files.writeString(home.resolve("up"), "well");
    }

    String endpoint(int tlsPort) {
      return "{\"address\": \"127.0.0.1\", \"tlsPort\": %d, \"httpPort\": %d}"
          .formatted(ports.get(tlsPort), ports.getFirst());
    }

    @Override
    public void close() {
      program.close();
    }
  }

  private static String route(String host, String version, int tlsPort, Server... servers) {
    List<String> endpoints = List.of(servers).stream().map(it -> it.endpoint(tlsPort)).toList();
    return "{\"host\": \"%s\", \"proxyProtocol\": \"%s\", \"endpoints\": [%s]}\n"
        .formatted(host, version, String.join(", ", endpoints));
  }

  private static BalancerProcess serve(String check, String... routes) throws Exception {
    return BalancerProcess.serve(
        folder,
        Transport.EPOLL,
        String.join("", routes),
        "backends: { allow: [127.0.0.0/8], balance: round_robin, health: { slowStart: 1s, check: { "
            + check
            + ", host: health.internal, path: /up, interval: 100ms } } }");
  }

  private static boolean shows(BalancerProcess balancer, String metric, int value)
      throws Exception {
    return balancer.metric(metric) == value;
  }

  @Test
  void aServerThatAnswersWithErrorsGetsNoSessionsUntilItIsWell() throws Exception {
    try (Server one = Server.start("one");
        Server two = Server.start("two");
        BalancerProcess balancer = serve("http: get", route("a.com", "none", 1, one, two))) {
      assertThat(balancer.ask("a.com")).isIn("one", "two");
      Eventually.holds("both are checked", () -> shows(balancer, "starship_backends_up", 2));
      one.becomeSick();
      Eventually.holds("it is down", () -> shows(balancer, "starship_backends_down", 1));
      for (int i = 0; i < 20; i++) {
        assertThat(balancer.ask("a.com")).isEqualTo("two");
      }
      balancer
          .program()
          .awaitLine(
              "the log",
              line ->
                  line.contains(
                      "Backend 127.0.0.1:"
                          + one.ports().getFirst()
                          + " is down: 3 checks in a row failed, the last because its status"));
      one.becomeWell();
      Eventually.holds("it gets sessions again", () -> balancer.ask("a.com").equals("one"));
      balancer.program().awaitLine("the log", line -> line.contains(" is up again"));
    }
  }

  @Test
  void checksOverTlsAskByNameAndBehindAProxyHeader() throws Exception {
    try (Server plain = Server.start("plain");
        Server behind = Server.start("behind");
        BalancerProcess balancer =
            serve(
                "tls: get, status: 200",
                route("a.com", "none", 1, plain),
                route("v1.com", "v1", 2, plain),
                route("v2.com", "v2", 2, behind))) {
      for (String host : List.of("a.com", "v1.com", "v2.com")) {
        // The session itself is of no interest.
        balancer.curl(List.of(host), "-k", balancer.url("https", host) + "/");
      }
      Eventually.holds("three are checked", () -> shows(balancer, "starship_backends_up", 3));
      plain.becomeSick();
      Eventually.holds("two are down", () -> shows(balancer, "starship_backends_down", 2));
      assertThat(shows(balancer, "starship_backends_up", 1)).isTrue();
      assertThat(Files.readString(behind.home().resolve("checks.log")))
          .contains("\"GET /up HTTP/1.1\" 200")
          .contains("starship-check");
      behind.program().signal("KILL");
      Eventually.holds("all are down", () -> shows(balancer, "starship_backends_down", 3));
    }
  }

  @Test
  void aHandshakeIsEnoughWhereNothingElseIsAsked() throws Exception {
    try (Server server = Server.start("server");
        BalancerProcess balancer = serve("tls: handshake", route("a.com", "none", 1, server))) {
      balancer.curl(List.of("a.com"), "-k", balancer.url("https", "a.com") + "/");
      server.becomeSick();
      Eventually.holds(
          "handshakes were made",
          () -> !shows(balancer, "starship_health_checks_total{result=\"passed\"}", 0));
      assertThat(shows(balancer, "starship_backends_up", 1)).isTrue();
      assertThat(shows(balancer, "starship_health_checks_total{result=\"handshake_failed\"}", 0))
          .isTrue();
    }
  }
}
