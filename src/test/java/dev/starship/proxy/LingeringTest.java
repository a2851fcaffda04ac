package dev.starship.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starship.ending.Ending;
import dev.starship.transport.Transport;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A session waits after its last answer for nobody but a client who may still send something.
@ParameterizedClass
@MethodSource("dev.starship.proxy.BothTransports#all")
class LingeringTest {
  private static final Duration FOR_EVER = Duration.ofHours(1);

  private final Transport transport;

  LingeringTest(Transport transport) {
    this.transport = transport;
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.com", "nobody.example"})
  void aClientThatHasFinishedIsNotWaitedFor(String host) throws Exception {
    RefusalLimits patient = new RefusalLimits(FOR_EVER, FOR_EVER, FOR_EVER, 256 * 1024, FOR_EVER);
    try (TestBackend backend = TestBackend.http("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        RunningProxy proxy =
            new RunningProxy(transport, RunningProxy.Options.DEFAULT.with(patient))
                .route("a.com", backend.port());
        Socket client = proxy.connect()) {
      String request = "GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      client.getOutputStream().write(request.getBytes(ISO_8859_1));
      client.shutdownOutput();
      assertThat(client.getInputStream().readAllBytes())
          .startsWith("HTTP/1.1 ".getBytes(ISO_8859_1));
      assertThat(proxy.nextEnd().ending()).isIn(Ending.COMPLETED, Ending.UNKNOWN_HOST);
    }
  }

  private RunningProxy proxy(
      Duration linger, Duration quiet, Duration halfClosed, TestBackend backend) {
    RefusalLimits limits = new RefusalLimits(FOR_EVER, FOR_EVER, linger, 256 * 1024, quiet);
    BackendSettings settings = RunningProxy.backends(FOR_EVER, FOR_EVER, halfClosed);
    RunningProxy.Options options = RunningProxy.Options.DEFAULT.with(limits).with(settings);
    return new RunningProxy(transport, options).route("a.com", backend.port());
  }

  @Test
  void aClientThatHasItsAnswerAndNothingToSendIsNotWaitedForLong() throws Exception {
    try (TestBackend backend = TestBackend.http("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        RunningProxy proxy = proxy(Duration.ofMillis(50), FOR_EVER, FOR_EVER, backend);
        TestClient client = proxy.client()) {
      client.send("GET / HTTP/1.1\r\nHost: a.com\r\nConnection: close\r\n\r\n");
      assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.COMPLETED);
      assertThat(client.rest()).startsWith("HTTP/1.1 200 OK\r\n");
    }
  }

  /// Nothing of it is unread, so closing takes nothing away.
  @Test
  void aClientThatHasItsAnswerAndSendsNothingMoreIsNotWaitedForLong() throws Exception {
    try (TestBackend backend = TestBackend.http("HTTP/1.1 413 x\r\nContent-Length: 0\r\n\r\n");
        RunningProxy proxy = proxy(FOR_EVER, Duration.ofMillis(50), FOR_EVER, backend);
        TestClient client = proxy.client()) {
      client.send("POST / HTTP/1.1\r\nHost: a.com\r\nContent-Length: 10\r\n\r\nhalf");
      assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.COMPLETED);
      assertThat(client.rest()).startsWith("HTTP/1.1 413 x\r\n");
    }
  }

  @Test
  void aClientThatHasItsAnswerAndSendsForEverIsWaitedForUpToTheHalfClosedTimeout()
      throws Exception {
    try (TestBackend backend = TestBackend.http("HTTP/1.1 413 x\r\nContent-Length: 0\r\n\r\n");
        RunningProxy proxy = proxy(FOR_EVER, FOR_EVER, Duration.ofMillis(300), backend);
        Socket client = proxy.connect()) {
      String head = "POST / HTTP/1.1\r\nHost: a.com\r\nContent-Length: 999999999999\r\n\r\n";
      client.getOutputStream().write(head.getBytes(ISO_8859_1));
      assertThatThrownBy(() -> TestClient.sendForEver(client)).isInstanceOf(SocketException.class);
      assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.COMPLETED);
    }
  }

  /// A client that sends now and then gets no more time than one that is silent.
  @Test
  void noPauseLastsBeyondTheEnd() {
    State.Lingering lingering = new State.Lingering(Duration.ofSeconds(2), 5_000_000_000L, 100);
    assertThat(lingering.left(1_000_000_000L)).isEqualTo(Duration.ofSeconds(2));
    assertThat(lingering.left(4_500_000_000L)).isEqualTo(Duration.ofMillis(500));
  }
}
