package dev.starship.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.ending.Ending;
import dev.starship.transport.Transport;
import java.net.Socket;
import java.time.Duration;
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
    RefusalLimits patient = new RefusalLimits(FOR_EVER, FOR_EVER, FOR_EVER, 256 * 1024);
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
}
