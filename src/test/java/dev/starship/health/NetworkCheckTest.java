package dev.starship.health;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.address.Address;
import dev.starship.address.Host;
import dev.starship.address.Ip;
import dev.starship.routing.ProxyVersion;
import dev.starship.transport.Unheard;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What one check sends, and what it makes of what comes. Handshakes with real servers are in the
/// integration tests.
class NetworkCheckTest {
  private static final Host HOST = Host.parse("health.internal").orElseThrow();
  private static final Ip LOOPBACK = Ip.parse("127.0.0.1").orElseThrow();

  /// A server that takes one connection, remembers what it gets until it knows enough, and answers.
  private static final class Server implements AutoCloseable {
    private final ServerSocket socket = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    private final LinkedBlockingQueue<String> received = new LinkedBlockingQueue<>();

    /// @param until what to wait for before it answers; everything there is if empty
    /// @param answer null to stay silent
    Server(String until, String answer) throws IOException {
      Thread.ofVirtual().start(() -> serve(until, answer));
    }

    private void serve(String until, String answer) {
      try (Socket connection = socket.accept()) {
        InputStream in = connection.getInputStream();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        int next = in.read();
        while (next >= 0) {
          all.write(next);
          if (!until.isEmpty() && all.toString(ISO_8859_1).endsWith(until)) {
            break;
          }
          next = in.read();
        }
        received.add(all.toString(ISO_8859_1));
        connection.getOutputStream().write(answer.getBytes(ISO_8859_1));
      } catch (IOException broken) {
        received.add("broken: " + broken);
      }
    }

    Address address() {
      return new Address(LOOPBACK, socket.getLocalPort());
    }

    String received() throws InterruptedException {
      String all = received.poll(20, TimeUnit.SECONDS);
      assertThat(all).as("a check should have come").isNotNull();
      return String.valueOf(all);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private static CheckSettings settings(CheckKind kind, Duration timeout) {
    CheckKind forHttp = kind == CheckKind.HANDSHAKE ? CheckKind.NONE : kind;
    return new CheckSettings(
        kind, forHttp, HOST, "/up", StatusRange.DEFAULT, Duration.ofSeconds(5), timeout, 2, 3);
  }

  private static CheckResult check(CheckKind kind, boolean http, Address backend) {
    return check(kind, new Use(http, ProxyVersion.NONE), backend);
  }

  private static CheckResult check(CheckKind kind, Use use, Address backend) {
    return new NetworkCheck(settings(kind, Duration.ofSeconds(20))).of(backend, use);
  }

  @Test
  void isContentWithAConnection() throws Exception {
    try (Server server = new Server("", "")) {
      assertThat(check(CheckKind.TCP, false, server.address())).isEqualTo(CheckResult.PASSED);
      assertThat(server.received()).isEmpty();
    }
  }

  /// The hello of a check, as the backend sees it.
  private static String hello(CheckKind kind, Host host) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      CheckSettings usual = settings(kind, Duration.ofSeconds(20));
      CheckSettings settings =
          new CheckSettings(
              kind,
              CheckKind.NONE,
              host,
              "/",
              usual.status(),
              usual.interval(),
              usual.timeout(),
              2,
              3);
      Address address = new Address(LOOPBACK, server.getLocalPort());
      var result =
          new FutureTask<>(
              () -> new NetworkCheck(settings).of(address, new Use(false, ProxyVersion.NONE)));
      Thread.ofVirtual().start(result);
      try (Socket connection = server.accept()) {
        byte[] header = connection.getInputStream().readNBytes(5);
        int length = (header[3] & 0xFF) << 8 | header[4] & 0xFF;
        byte[] hello = connection.getInputStream().readNBytes(length);
        connection.shutdownOutput();
        assertThat(result.get()).isEqualTo(CheckResult.HANDSHAKE_FAILED);
        return new String(hello, ISO_8859_1);
      }
    }
  }

  /// A backend that speaks something else must not refuse it for that (RFC 7301 section 3.2).
  @Test
  void aHandshakeLeavesOpenWhatIsSpokenOverIt() throws Exception {
    assertThat(hello(CheckKind.HANDSHAKE, HOST))
        .contains("health.internal")
        .doesNotContain("http/1.1");
    assertThat(hello(CheckKind.GET, HOST)).contains("health.internal", "http/1.1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"health_check.internal", "_health.-a-.internal"})
  void asksForNamesThatTheJdkRefuses(String name) throws Exception {
    assertThat(hello(CheckKind.HANDSHAKE, Host.parse(name).orElseThrow())).contains(name);
  }

  @Test
  void failsWhereNobodyListens() throws Exception {
    try (Socket unheard = Unheard.socket()) {
      Address address = new Address(LOOPBACK, unheard.getLocalPort());
      assertThat(check(CheckKind.TCP, false, address)).isEqualTo(CheckResult.UNREACHABLE);
    }
  }

  @Test
  void blamesNoBackendForWantOfALocalPort() {
    CheckSettings settings = settings(CheckKind.TCP, Duration.ofSeconds(20));
    assertThat(
            new NetworkCheck(settings, WithoutPort::new)
                .of(new Address(LOOPBACK, 1), new Use(false, ProxyVersion.NONE)))
        .isEqualTo(CheckResult.NO_SOCKET);
  }

  /// What the JDK makes of EADDRNOTAVAIL.
  private static final class WithoutPort extends Socket {
    @Override
    public void connect(SocketAddress backend) throws IOException {
      throw new BindException("Cannot assign requested address");
    }
  }

  @ParameterizedTest
  @EnumSource(ProxyVersion.class)
  void speaksForItselfToWhoWantsAProxyHeader(ProxyVersion version) throws Exception {
    String expected =
        switch (version) {
          case NONE -> "";
          case V1 -> "PROXY UNKNOWN\r\n";
          case V2 ->
              new String(HexFormat.of().parseHex("0d0a0d0a000d0a515549540a20000000"), ISO_8859_1);
        };
    try (Server server = new Server("", "")) {
      assertThat(check(CheckKind.TCP, new Use(false, version), server.address()))
          .isEqualTo(CheckResult.PASSED);
      assertThat(server.received()).isEqualTo(expected);
    }
    try (Server server = new Server("close\r\n\r\n", "HTTP/1.1 204 No Content\r\n\r\n")) {
      assertThat(check(CheckKind.GET, new Use(true, version), server.address()))
          .isEqualTo(CheckResult.PASSED);
      assertThat(server.received()).startsWith(expected + "GET /up HTTP/1.1\r\nHost: ");
    }
  }

  @Test
  void onlyConnectsWhereSessionsDisagree() throws Exception {
    try (Server server = new Server("", "")) {
      Use mixed = new Use(true, ProxyVersion.V2, true);
      assertThat(check(CheckKind.GET, mixed, server.address())).isEqualTo(CheckResult.PASSED);
      assertThat(server.received()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP/1.1 200 OK, PASSED",
    "HTTP/1.0 204 No Content, PASSED",
    "HTTP/1.1 302 Found, PASSED",
    "HTTP/1.1 404 Not Found, UNEXPECTED_STATUS",
    "HTTP/1.1 503 Service Unavailable, UNEXPECTED_STATUS",
    "HTTP/1.1 20 OK, BROKEN",
    "SSH-2.0-OpenSSH_9.6, BROKEN",
    "'', BROKEN"
  })
  void judgesAnAnswerByItsStatus(String line, CheckResult expected) throws Exception {
    try (Server server = new Server("\r\n\r\n", line + "\r\n\r\n")) {
      assertThat(check(CheckKind.GET, true, server.address())).isEqualTo(expected);
      assertThat(server.received())
          .isEqualTo(
              "GET /up HTTP/1.1\r\nHost: health.internal\r\nUser-Agent: starship-check\r\nConnection: close\r\n\r\n");
    }
  }

  @Test
  void passesOverInterimAnswers() throws Exception {
    String interim = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";
    try (Server server = new Server("\r\n\r\n", interim + interim + "HTTP/1.1 500 Oh\r\n\r\n")) {
      assertThat(check(CheckKind.GET, true, server.address()))
          .isEqualTo(CheckResult.UNEXPECTED_STATUS);
    }
  }

  @Test
  void failsWhereOneClosesWithoutAnAnswer() throws Exception {
    try (Server server = new Server("\r\n\r\n", "")) {
      assertThat(check(CheckKind.GET, true, server.address())).isEqualTo(CheckResult.BROKEN);
    }
  }

  @Test
  void failsWhereAHandshakeIsAnsweredByAnotherProtocol() throws Exception {
    try (Server server = new Server("health.internal", "HTTP/1.1 400 Bad Request\r\n\r\n")) {
      assertThat(check(CheckKind.HANDSHAKE, false, server.address()))
          .isEqualTo(CheckResult.HANDSHAKE_FAILED);
      assertThat(server.received()).contains("health.internal");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"HANDSHAKE", "GET"})
  void givesUpOnWhoNeverAnswers(CheckKind kind) throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      Address backend = new Address(LOOPBACK, silent.getLocalPort());
      NetworkCheck impatient = new NetworkCheck(settings(kind, Duration.ofMillis(200)));
      assertThat(impatient.of(backend, new Use(false, ProxyVersion.NONE)))
          .isEqualTo(CheckResult.TIMED_OUT);
    }
  }

  @Test
  void givesUpOnWhoAnswersAByteAtATime() throws Exception {
    try (ServerSocket slow = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      FutureTask<Boolean> left = new FutureTask<>(() -> isLeftWhileItTrickles(slow));
      Thread.ofVirtual().start(left);
      Address backend = new Address(LOOPBACK, slow.getLocalPort());
      NetworkCheck impatient = new NetworkCheck(settings(CheckKind.GET, Duration.ofMillis(300)));
      assertThat(impatient.of(backend, new Use(true, ProxyVersion.NONE)))
          .isEqualTo(CheckResult.TIMED_OUT);
      assertThat(left.get(20, TimeUnit.SECONDS)).as("the check closed its connection").isTrue();
    }
  }

  /// Answers a byte at a time, whenever nothing came for 10 ms. Long before the limit of a head,
  /// and long after the check should have given up, the answer ends as a good one.
  ///
  /// @return whether the client had gone by then
  private static boolean isLeftWhileItTrickles(ServerSocket server) throws IOException {
    try (Socket connection = server.accept()) {
      connection.setSoTimeout(10);
      OutputStream answer = connection.getOutputStream();
      answer.write("HTTP/1.1 200 OK\r\nX-Slow: ".getBytes(ISO_8859_1));
      for (int sent = 0; sent < 2_000; sent++) {
        if (isClosed(connection)) {
          return true;
        }
        answer.write('a');
      }
      answer.write("\r\n\r\n".getBytes(ISO_8859_1));
      return false;
    } catch (SocketException reset) {
      return true;
    }
  }

  private static boolean isClosed(Socket connection) throws IOException {
    try {
      return connection.getInputStream().read(new byte[1_024]) < 0;
    } catch (SocketTimeoutException silent) {
      return false;
    }
  }
}
