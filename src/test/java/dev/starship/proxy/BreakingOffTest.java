package dev.starship.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starship.Eventually;
import dev.starship.ending.Ending;
import dev.starship.ending.Side;
import dev.starship.events.SessionEnd;
import dev.starship.preread.ClientHelloBytes;
import dev.starship.routing.ProxyVersion;
import dev.starship.transport.ShortTransfers;
import dev.starship.transport.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// What becomes of a TLS session whose backend breaks off after it got bytes: when another backend
/// gets them too, and when it must not.
@ParameterizedClass
@MethodSource("dev.starship.proxy.BothTransports#all")
class BreakingOffTest {
  private static final byte[] HELLO = ClientHelloBytes.helloTo("a.com").build();
  private static final byte[] EARLY_DATA = ClientHelloBytes.record(23, new byte[100]);
  private static final int ALERT_BYTES = 7;

  private final Transport transport;

  BreakingOffTest(Transport transport) {
    this.transport = transport;
  }

  /// Sends `a.com` to `backends`, the first one first.
  private RunningProxy proxy(TestBackend... backends) {
    return new RunningProxy(transport).answer("a.com", TestBackend.inOrder(null, backends));
  }

  private static Socket sending(RunningProxy proxy, byte[] bytes) throws IOException {
    Socket client = proxy.connect();
    client.getOutputStream().write(bytes);
    return client;
  }

  /// The client gets an alert of Starship's own, and `other` nothing.
  private static void checkRefused(RunningProxy proxy, Socket client, TestBackend other)
      throws Exception {
    assertThat(client.getInputStream().readAllBytes()).hasSize(ALERT_BYTES);
    assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.BACKEND_RESET);
    assertThat(other.connections()).isZero();
    assertThat(proxy.proxy().turnsToAnother()).isZero();
  }

  @Test
  void aHelloGoesToAnotherBackendAfterAReset() throws Exception {
    checkGoesToAnother(transport);
  }

  @Test
  void aHelloThatWasTakenBitByBitGoesToAnotherBackendWhole() throws Exception {
    checkGoesToAnother(new ShortTransfers(transport, 7));
  }

  private static void checkGoesToAnother(Transport transport) throws Exception {
    try (TestBackend broken = TestBackend.resettingAfter(1);
        TestBackend other = TestBackend.echo();
        RunningProxy proxy =
            new RunningProxy(transport).answer("a.com", TestBackend.inOrder(null, broken, other));
        Socket client = sending(proxy, HELLO)) {
      assertThat(client.getInputStream().readNBytes(HELLO.length)).isEqualTo(HELLO);
      client.shutdownOutput();
      assertThat(client.getInputStream().readAllBytes()).isEmpty();
      SessionEnd end = proxy.nextEnd();
      assertThat(end.ending()).isEqualTo(Ending.COMPLETED);
      assertThat(end.backendText()).isEqualTo("127.0.0.1:" + other.port());
      assertThat(proxy.proxy().turnsToAnother()).isOne();
      assertThat(proxy.proxy().retries()).isZero();
      Eventually.counts("open sockets", 0, proxy::openSockets);
      assertThat(proxy.runningTimers()).isZero();
    }
  }

  @Test
  void theOtherBackendGetsThePROXYHeaderToo() throws Exception {
    try (TestBackend broken = TestBackend.resettingAfter(HELLO.length);
        TestBackend other = TestBackend.recording("fine");
        RunningProxy proxy =
            new RunningProxy(transport)
                .answer("a.com", TestBackend.inOrder(ProxyVersion.V1, broken, other));
        Socket client = sending(proxy, HELLO)) {
      other.awaitConnection();
      client.shutdownOutput();
      assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo("fine");
      String header = "PROXY TCP4 127.0.0.1 127.0.0.1 " + client.getLocalPort() + " ";
      assertThat(other.nextReceived())
          .asString(ISO_8859_1)
          .startsWith(header)
          .endsWith("\r\n" + new String(HELLO, ISO_8859_1));
    }
  }

  @Test
  void aHelloThatAnnouncesEarlyDataGoesToOneOnly() throws Exception {
    byte[] hello = ClientHelloBytes.helloTo("a.com").withEarlyData().build();
    try (TestBackend broken = TestBackend.resettingAfter(hello.length);
        TestBackend other = TestBackend.echo();
        RunningProxy proxy = proxy(broken, other);
        Socket client = sending(proxy, hello)) {
      checkRefused(proxy, client, other);
    }
  }

  @Test
  void aHelloWithBytesBehindItGoesToOneOnly() throws Exception {
    byte[] both = ClientHelloBytes.concat(HELLO, EARLY_DATA);
    try (TestBackend broken = TestBackend.resettingAfter(both.length);
        TestBackend other = TestBackend.echo();
        RunningProxy proxy = proxy(broken, other);
        Socket client = sending(proxy, both)) {
      checkRefused(proxy, client, other);
    }
  }

  @Test
  void aHelloWithBytesThatCameLaterGoesToOneOnly() throws Exception {
    try (TestBackend broken = TestBackend.resettingAfter(HELLO.length + EARLY_DATA.length);
        TestBackend other = TestBackend.echo();
        RunningProxy proxy = proxy(broken, other);
        Socket client = sending(proxy, HELLO)) {
      broken.awaitConnection();
      client.getOutputStream().write(EARLY_DATA);
      checkRefused(proxy, client, other);
    }
  }

  @Test
  void aHelloOfAClientThatHasFinishedGoesToOneOnly() throws Exception {
    try (TestBackend broken = TestBackend.resettingAfter(HELLO.length + 1);
        TestBackend other = TestBackend.echo();
        RunningProxy proxy = proxy(broken, other);
        Socket client = sending(proxy, HELLO)) {
      client.shutdownOutput();
      checkRefused(proxy, client, other);
    }
  }

  @Test
  void aBackendThatFinishesWithoutAWordHasAnswered() throws Exception {
    TestBackend.Script finishing =
        connection -> {
          connection.getInputStream().readNBytes(HELLO.length);
          connection.shutdownOutput();
          connection.getInputStream().readAllBytes();
        };
    try (TestBackend silent = TestBackend.running(finishing);
        TestBackend other = TestBackend.echo();
        RunningProxy proxy = proxy(silent, other);
        Socket client = sending(proxy, HELLO)) {
      assertThat(client.getInputStream().readAllBytes()).isEmpty();
      client.shutdownOutput();
      assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.COMPLETED);
      assertThat(other.connections()).isZero();
    }
  }

  @Test
  void aBackendThatFinishesWithoutAWordAndResetsTheRestHasNotAnswered() throws Exception {
    TestBackend.Script resetting =
        connection -> {
          connection.getInputStream().readNBytes(HELLO.length);
          connection.shutdownOutput();
          connection.getInputStream().read();
          connection.setSoLinger(true, 0);
        };
    try (TestBackend backend = TestBackend.running(resetting);
        RunningProxy proxy = proxy(backend);
        Socket client = sending(proxy, HELLO)) {
      assertThat(client.getInputStream().read()).isEqualTo(-1);
      assertThatThrownBy(() -> TestClient.sendForEver(client)).isInstanceOf(IOException.class);
      assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.BACKEND_RESET);
    }
  }

  @Test
  void aBackendThatBreaksOffInItsAnswerCutsTheClient() throws Exception {
    TestBackend.Script answering =
        connection -> {
          connection.getInputStream().readNBytes(HELLO.length);
          connection.getOutputStream().write(22);
          connection.getInputStream().read();
          connection.setSoLinger(true, 0);
        };
    try (TestBackend broken = TestBackend.running(answering);
        TestBackend other = TestBackend.echo();
        RunningProxy proxy = proxy(broken, other);
        Socket client = sending(proxy, HELLO)) {
      InputStream in = client.getInputStream();
      assertThat(in.read()).isEqualTo(22);
      client.getOutputStream().write(1);
      assertThatThrownBy(in::read).isInstanceOf(IOException.class);
      assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.BACKEND_RESET);
      assertThat(other.connections()).isZero();
    }
  }

  /// What is under way to the client is whole, and a reset would throw it away.
  @Test
  void whatABackendFinishedArrivesInWholeThoughItTakesNothingMore() throws Exception {
    byte[] answer = new byte[10_000];
    new Random(4).nextBytes(answer);
    try (TestBackend backend =
            TestBackend.running(connection -> {
              connection.getInputStream().readNBytes(HELLO.length);
              connection.getOutputStream().write(answer);
            });
        RunningProxy proxy = new RunningProxy(transport).route("a.com", backend.port());
        Socket client = proxy.connect()) {
      client.getOutputStream().write(HELLO);
      proxy.awaitBytesRead(HELLO.length + answer.length);
      client.getOutputStream().write(1);
      // java.nio learns of a reset behind a FIN by the next write.
      proxy.awaitBytesRead(HELLO.length + answer.length + 1);
      client.getOutputStream().write(1);
      assertThat(client.getInputStream().readAllBytes()).isEqualTo(answer);
      client.shutdownOutput();
      SessionEnd end = proxy.nextEnd();
      assertThat(end.ending()).isEqualTo(Ending.COMPLETED);
      assertThat(end.closedBy()).isEqualTo(Side.BACKEND);
    }
  }

  @Test
  void givesUpAfterAFewAttempts() throws Exception {
    try (TestBackend one = TestBackend.resettingAfter(HELLO.length);
        TestBackend two = TestBackend.resettingAfter(HELLO.length);
        TestBackend three = TestBackend.resettingAfter(HELLO.length);
        TestBackend four = TestBackend.echo();
        RunningProxy proxy = proxy(one, two, three, four);
        Socket client = sending(proxy, HELLO)) {
      assertThat(client.getInputStream().readAllBytes()).hasSize(ALERT_BYTES);
      assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.BACKEND_RESET);
      assertThat(three.connections()).isOne();
      assertThat(four.connections()).isZero();
      assertThat(proxy.proxy().turnsToAnother()).isEqualTo(2);
    }
  }

  @Test
  void beginsNoFurtherOneAfterItsTime() throws Exception {
    RunningProxy.Options hasty =
        RunningProxy.Options.DEFAULT.with(new RetryLimits(3, Duration.ZERO));
    try (TestBackend broken = TestBackend.resettingAfter(HELLO.length);
        TestBackend other = TestBackend.echo();
        RunningProxy proxy =
            new RunningProxy(transport, hasty)
                .answer("a.com", TestBackend.inOrder(null, broken, other));
        Socket client = sending(proxy, HELLO)) {
      checkRefused(proxy, client, other);
    }
  }

  @Test
  void aResetAfterBytesDoesNotEjectTheAddress() throws Exception {
    int many = 10;
    try (TestBackend broken = TestBackend.resettingAfter(HELLO.length);
        TestBackend other = TestBackend.echo();
        RunningProxy proxy = proxy(broken, other)) {
      for (int i = 0; i < many; i++) {
        try (Socket client = sending(proxy, HELLO)) {
          assertThat(client.getInputStream().readNBytes(HELLO.length)).isEqualTo(HELLO);
        }
      }
      assertThat(broken.connections()).isEqualTo(many);
      assertThat(proxy.proxy().ejections()).isZero();
    }
  }

  @Test
  void whatIsHeldCountsAsMemoryUntilTheBackendAnswers() throws Exception {
    TestBackend.Script answering =
        connection -> {
          connection.getInputStream().readNBytes(HELLO.length + 1);
          connection.getOutputStream().write(22);
          connection.getInputStream().read();
        };
    try (TestBackend backend = TestBackend.running(answering);
        RunningProxy proxy = proxy(backend);
        Socket client = sending(proxy, HELLO)) {
      backend.awaitConnection();
      proxy.awaitBytesRead(HELLO.length);
      assertThat(proxy.proxy().openingMemoryBytes()).isGreaterThanOrEqualTo(HELLO.length);
      client.getOutputStream().write(1);
      assertThat(client.getInputStream().read()).isEqualTo(22);
      Eventually.counts("bytes of openings", 0, proxy.proxy()::openingMemoryBytes);
    }
  }
}
