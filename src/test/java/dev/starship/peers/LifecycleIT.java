package dev.starship.peers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.Eventually;
import dev.starship.peers.BalancerProcess.Transport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Signals, exit codes, and what an operator does to a balancer that runs.
class LifecycleIT {
  private static final String ROUTE = "{\"host\": \"a.com\", \"endpoint\": \"127.0.0.1:%d\"}\n";

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void sigtermRefusesNewClientsAndLetsTransfersFinish(Transport transport) throws Exception {
    byte[] body = new byte[30_000_000];
    new Random(2).nextBytes(body);
    try (EchoBackend backend = EchoBackend.start(client -> answer(client, body));
        BalancerProcess balancer =
            BalancerProcess.serve(
                folder,
                transport,
                ROUTE.formatted(backend.port()),
                "unknown: { backend: '127.0.0.1:%d' }".formatted(backend.port()));
        Socket http = client(balancer, "GET / HTTP/1.1\r\nHost: a.com\r\n\r\n");
        Socket other = client(balancer, "get\r\n\r\n")) {
      byte[] httpBegin = http.getInputStream().readNBytes(1_000);
      byte[] otherBegin = other.getInputStream().readNBytes(1_000);
      balancer.program().signal("TERM");
      Eventually.holds("a new client is refused", () -> isRefused(balancer.port()));
      assertThat(bodyOf(http, httpBegin)).isEqualTo(body);
      assertThat(bodyOf(other, otherBegin)).isEqualTo(body);
      http.shutdownOutput();
      other.shutdownOutput();
      assertThat(balancer.program().awaitExit()).isZero();
      assertThat(balancer.program().lines())
          .filteredOn(line -> line.contains("\"ending\":\"completed\""))
          .hasSize(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSecondInstanceOnTheSameAdminPortFailsWithOneSentence(Transport transport) throws Exception {
    try (BalancerProcess first = BalancerProcess.serve(folder, transport, "\n")) {
      Path second =
          BalancerProcess.configure(
              folder,
              transport,
              "\n",
              "admin: { bind: '127.0.0.1:%d' }".formatted(first.adminPort()));
      Tool.Output failed =
          Tool.run(
              BalancerProcess.command("serve", "-c", second.resolve("starship.yaml").toString())
                  .toArray(String[]::new));
      assertThat(failed.exitCode()).isEqualTo(1);
      assertThat(failed.out()).isEmpty();
      assertThat(failed.err())
          .startsWith("starship: ")
          .contains("127.0.0.1:" + first.adminPort())
          .hasLineCount(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void sighupReopensTheAccessLogAndReadsTheRoutesAgain(Transport transport) throws Exception {
    try (EchoBackend backend = EchoBackend.start(client -> answer(client, new byte[] {'!'}));
        BalancerProcess balancer =
            BalancerProcess.serve(folder, transport, "\n", "accessLog: { path: access.log }")) {
      Path log = balancer.folder().resolve("access.log");
      Path rotated = balancer.folder().resolve("access.log.1");
      balancer.curl(List.of("before.com"), balancer.url("http", "before.com")).success();
      Eventually.holds("a line in the log", () -> Files.readString(log).contains("before.com"));
      Files.move(log, rotated);
      Files.writeString(
          balancer.folder().resolve("routes.ndjson"), ROUTE.formatted(backend.port()));
      balancer.program().signal("HUP");
      Eventually.holds("a new log", () -> Files.exists(log));
      Eventually.holds("a.com is routed", () -> balancerAnswers(balancer));
      Eventually.holds("a line in the new log", () -> Files.readString(log).contains("completed"));
      assertThat(Files.readAllLines(rotated)).hasSize(1);
      balancer.program().signal("HUP");
      balancer.program().signal("TERM");
      assertThat(balancer.program().awaitExit()).isZero();
    }
  }

  @Test
  void checkAcceptsAGoodConfigurationAndTellsAllProblemsOfABadOne() throws Exception {
    Path good = BalancerProcess.configure(folder, Transport.NIO, "\n");
    assertThat(check(good).exitCode()).isZero();
    Path bad =
        BalancerProcess.configure(
            folder, Transport.NIO, "\n", "drainTimeout: soon", "accesLog: { path: stdout }");
    Tool.Output refused = check(bad);
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.out() + refused.err())
        .contains("starship.yaml:1", "drainTimeout", "starship.yaml:2", "accesLog", "accessLog");
  }

  private static Tool.Output check(Path configured) throws Exception {
    return Tool.run(
        BalancerProcess.command("check", "-c", configured.resolve("starship.yaml").toString())
            .toArray(String[]::new));
  }

  private static boolean balancerAnswers(BalancerProcess balancer) throws Exception {
    return balancer.curl(List.of("a.com"), balancer.url("http", "a.com")).success().equals("!");
  }

  /// Reads up to an empty line and sends `body`, as HTTP does.
  private static void answer(Socket client, byte[] body) throws IOException {
    String request = "";
    while (!request.endsWith("\r\n\r\n")) {
      request += (char) client.getInputStream().read();
    }
    String head = "HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n";
    client.getOutputStream().write(head.getBytes(ISO_8859_1));
    client.getOutputStream().write(body);
  }

  private static Socket client(BalancerProcess balancer, String request) throws IOException {
    Socket client = new Socket();
    client.setReceiveBufferSize(64 * 1024);
    client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), balancer.port()));
    client.setSoTimeout((int) Eventually.LIMIT.toMillis());
    client.getOutputStream().write(request.getBytes(ISO_8859_1));
    return client;
  }

  /// The body of the response that began with `begin`, up to the end of the connection.
  private static byte[] bodyOf(Socket client, byte[] begin) throws IOException {
    InputStream in = client.getInputStream();
    var all = new ByteArrayOutputStream();
    all.write(begin);
    in.transferTo(all);
    int head = new String(begin, ISO_8859_1).indexOf("\r\n\r\n") + 4;
    return Arrays.copyOfRange(all.toByteArray(), head, all.size());
  }

  private static boolean isRefused(int port) throws IOException {
    try (Socket late = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return !late.isConnected();
    } catch (ConnectException refused) {
      return true;
    }
  }
}
