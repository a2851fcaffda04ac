package dev.starship.peers;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.Eventually;
import dev.starship.peers.BalancerProcess.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A balancer that may open no more than 256 files, and does not limit its sessions accordingly.
class DescriptorsIT {
  /// Far fewer than fit, with two descriptors each.
  private static final int FIRST = 40;

  /// More than fit.
  private static final int MORE = 240;

  private static final byte[] GREETING = "hello\n".getBytes(US_ASCII);

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void withoutDescriptorsItServesWhatItHasAndRecovers(Transport transport) throws Exception {
    try (EchoBackend backend = EchoBackend.start();
        BalancerProcess balancer = serveWithFewDescriptors(transport, backend, "\n")) {
      List<Socket> first = open(balancer, FIRST);
      for (Socket client : first) {
        assertEchoes(client);
      }
      List<Socket> more = open(balancer, MORE);
      balancer.program().awaitLines("a shortage, again", 3, DescriptorsIT::tellsOfShortage);
      for (Socket client : first) {
        assertEchoes(client);
      }
      for (Socket client : more) {
        client.close();
      }
      Eventually.holds("a new client is served", () -> isServed(balancer));
      for (Socket client : first) {
        assertEchoes(client);
        client.close();
      }
      long shortages = balancer.metric("starship_system_shortages_total");
      balancer.program().signal("TERM");
      assertThat(balancer.program().awaitExit()).isZero();
      assertThat(balancer.program().lines().stream().filter(DescriptorsIT::tellsOfShortage).count())
          .as("lines, of so many shortages")
          .isLessThan(shortages);
    }
  }

  @ParameterizedTest
  @EnumSource
  void withoutDescriptorsNoCheckTakesABackendOut(Transport transport) throws Exception {
    try (EchoBackend backend = EchoBackend.start();
        EchoBackend checked = EchoBackend.ofHttp();
        BalancerProcess balancer =
            serveWithFewDescriptors(
                transport,
                backend,
                "{\"host\": \"a.com\", \"endpoint\": \"127.0.0.1:%d\"}\n".formatted(checked.port()),
                "backends: { allow: [127.0.0.0/8], health: { check: { http: tcp, interval: 100ms } } }")) {
      assertThat(balancer.ask("a.com")).isEqualTo("!");
      String passed = "starship_health_checks_total{result=\"passed\"}";
      Eventually.holds("it is checked", () -> balancer.metric(passed) > 0);

      // Each takes one descriptor, so that the last one is taken too, until its opening is late.
      List<Socket> silent = new ArrayList<>();
      for (int i = 0; i < FIRST + MORE; i++) {
        silent.add(new Socket(InetAddress.getLoopbackAddress(), balancer.port()));
      }
      balancer.program().awaitLines("a shortage, again", 3, DescriptorsIT::tellsOfShortage);
      for (Socket client : silent) {
        client.close();
      }
      Eventually.holds("a client of the checked backend is served", () -> isServedByName(balancer));
      assertThat(balancer.metric("starship_health_checks_total{result=\"no_socket\"}"))
          .isPositive();
      assertThat(balancer.program().lines()).noneMatch(line -> line.contains("is down"));
    }
  }

  private static boolean isServedByName(BalancerProcess balancer) {
    return balancer.ask("a.com").equals("!");
  }

  private BalancerProcess serveWithFewDescriptors(
      Transport transport, EchoBackend backend, String routes, String... keys) throws Exception {
    Path configured =
        BalancerProcess.configure(
            folder,
            transport,
            routes,
            Stream.concat(
                    Stream.of(
                        "unknown: { backend: '127.0.0.1:%d' }".formatted(backend.port()),
                        "limits: { maxSessions: 0 }"),
                    Stream.of(keys))
                .toArray(String[]::new));
    return BalancerProcess.serveWithFiles(configured, 256);
  }

  private static List<Socket> open(BalancerProcess balancer, int count) throws IOException {
    List<Socket> clients = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      clients.add(client(balancer));
    }
    return clients;
  }

  /// A client that has greeted.
  private static Socket client(BalancerProcess balancer) throws IOException {
    Socket client = new Socket(InetAddress.getLoopbackAddress(), balancer.port());
    client.setSoTimeout((int) Eventually.LIMIT.toMillis());
    client.getOutputStream().write(GREETING);
    return client;
  }

  /// Receives a greeting and sends the next.
  private static void assertEchoes(Socket client) throws IOException {
    assertThat(client.getInputStream().readNBytes(GREETING.length)).isEqualTo(GREETING);
    client.getOutputStream().write(GREETING);
  }

  /// Whether a new client is, which takes until the descriptors of those that left are free.
  private static boolean isServed(BalancerProcess balancer) throws IOException {
    try (Socket late = client(balancer)) {
      return Arrays.equals(late.getInputStream().readNBytes(GREETING.length), GREETING);
    } catch (SocketException reset) {
      return false;
    }
  }

  private static boolean tellsOfShortage(String line) {
    return line.contains("ulimit -n");
  }
}
