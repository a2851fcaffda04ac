package dev.starship.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starship.ending.Ending;
import dev.starship.preread.ClientHelloBytes;
import dev.starship.transport.LoopCounters;
import dev.starship.transport.Transports;
import java.net.Socket;
import java.net.SocketException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// A client of HTTP/2 tells of the room it has while it reads, and whoever has sent a whole answer
/// and closed answers that with a reset. Linux tells such a reset apart from others, and no other
/// may be taken for it.
@EnabledOnOs(OS.LINUX)
class EndBeforeResetTest {
  private static final byte[] HELLO = ClientHelloBytes.helloTo("a.com").build();

  @Test
  void aWholeAnswerArrivesAlthoughItsBackendTakesNothingAnyMore() throws Exception {
    byte[] answer = new byte[60_000];
    new Random(3).nextBytes(answer);
    try (TestBackend backend =
            TestBackend.running(connection -> {
              connection.getInputStream().readNBytes(HELLO.length);
              connection.getOutputStream().write(answer);
            });
        RunningProxy proxy =
            new RunningProxy(Transports.epoll(), EarlyAnswersTest.SMALL_BUFFERS)
                .route("a.com", backend.port());
        Socket client = EarlyAnswersTest.narrow(proxy)) {
      client.getOutputStream().write(HELLO);
      proxy.awaitRelayMemory();
      client.getOutputStream().write(1);
      assertThat(client.getInputStream().readAllBytes()).isEqualTo(answer);
      client.shutdownOutput();
      assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.COMPLETED);
    }
  }

  /// A splice that the reset meets half-way tells of what it has sent, and never of the reset. It
  /// seldom does; of some thousand rounds, one ended wrongly.
  @Test
  void aResetInTheMiddleOfAnUploadIsNoEnd() throws Exception {
    Random random = new Random(5);
    try (TestBackend backend =
            TestBackend.running(connection -> {
              connection.getInputStream().readNBytes(HELLO.length);
              connection.getOutputStream().write(1);
              connection.getInputStream().readNBytes((1 << 20) + random.nextInt(3 << 20));
              connection.setSoLinger(true, 0);
            });
        RunningProxy proxy = new RunningProxy(Transports.epoll()).route("a.com", backend.port())) {
      for (int i = 0; i < 40; i++) {
        try (Socket client = proxy.connect()) {
          client.getOutputStream().write(HELLO);
          assertThat(client.getInputStream().read()).isEqualTo(1);
          assertThatThrownBy(() -> TestClient.sendForEver(client))
              .isInstanceOf(SocketException.class);
          assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.BACKEND_RESET);
        }
      }
      assertThat(proxy.count(LoopCounters::bytesSpliced)).isPositive();
    }
  }
}
