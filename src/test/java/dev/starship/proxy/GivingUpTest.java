package dev.starship.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.ending.Ending;
import dev.starship.ending.Side;
import dev.starship.events.SessionEnd;
import dev.starship.preread.ClientHelloBytes;
import dev.starship.transport.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// How a session ends that Starship gives up because nothing moves, and one whose client has given
/// up.
@ParameterizedClass
@MethodSource("dev.starship.proxy.BothTransports#all")
class GivingUpTest {
  private static final byte[] HELLO = ClientHelloBytes.helloTo("a.com").build();
  private static final Duration LONG = Duration.ofHours(1);

  private final Transport transport;

  GivingUpTest(Transport transport) {
    this.transport = transport;
  }

  private static Socket clientWithLittleRoom(RunningProxy proxy) throws IOException {
    Socket client = new Socket();
    client.setReceiveBufferSize(16 * 1024);
    client.setSoTimeout((int) RunningProxy.PATIENCE.toMillis());
    client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.address().port()));
    return client;
  }

  /// The system still holds most of it then, and only a reset would take it away.
  @Test
  void aSlowReaderGetsTheWholeAnswerThoughNothingMovesForItsSession() throws Exception {
    byte[] answer = new byte[300_000];
    new Random(5).nextBytes(answer);
    BackendSettings impatient = RunningProxy.backends(LONG, LONG, Duration.ofMillis(100));
    try (TestBackend backend =
            TestBackend.running(connection -> {
              connection.getInputStream().readNBytes(HELLO.length);
              connection.getOutputStream().write(answer);
            });
        RunningProxy proxy =
            new RunningProxy(transport, RunningProxy.Options.DEFAULT.with(impatient))
                .route("a.com", backend.port());
        Socket client = clientWithLittleRoom(proxy)) {
      client.getOutputStream().write(HELLO);
      SessionEnd end = proxy.nextEnd();
      assertThat(end.ending()).isEqualTo(Ending.HALF_CLOSED_TIMEOUT);
      assertThat(end.bytesOut()).isEqualTo(answer.length);
      assertThat(client.getInputStream().readAllBytes()).isEqualTo(answer);
    }
  }

  @Test
  void aBackendIsNoLongerSoughtForAClientThatIsGone() throws Exception {
    boolean tells = transport.name().equals("epoll");
    BackendSettings patient =
        RunningProxy.backends(tells ? LONG : Duration.ofMillis(300), LONG, LONG);
    try (FullBacklog silent = new FullBacklog();
        RunningProxy proxy =
            new RunningProxy(transport, RunningProxy.Options.DEFAULT.with(patient))
                .route("a.com", silent.port())) {
      try (Socket client = proxy.connect()) {
        client.getOutputStream().write(HELLO);
        proxy.awaitBytesRead(HELLO.length);
        client.setSoLinger(true, 0);
      }
      SessionEnd end = proxy.nextEnd();
      // java.nio does not tell of a reset unless somebody reads.
      assertThat(end.ending())
          .isEqualTo(tells ? Ending.CLIENT_RESET : Ending.BACKEND_CONNECT_TIMEOUT);
      assertThat(end.closedBy()).isEqualTo(tells ? Side.CLIENT : Side.STARSHIP);
    }
  }
}
