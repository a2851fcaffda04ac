package dev.starship.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.ending.Ending;
import dev.starship.preread.ClientHelloBytes;
import dev.starship.transport.Transports;
import java.net.Socket;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// A client of HTTP/2 tells of the room it has while it reads, and whoever has sent a whole answer
/// and closed answers that with a reset. Linux tells such a reset apart from others.
@EnabledOnOs(OS.LINUX)
class EndBeforeResetTest {
  @Test
  void aWholeAnswerArrivesAlthoughItsBackendTakesNothingAnyMore() throws Exception {
    byte[] hello = ClientHelloBytes.helloTo("a.com").build();
    byte[] answer = new byte[60_000];
    new Random(3).nextBytes(answer);
    try (TestBackend backend =
            TestBackend.running(connection -> {
              connection.getInputStream().readNBytes(hello.length);
              connection.getOutputStream().write(answer);
            });
        RunningProxy proxy =
            new RunningProxy(Transports.epoll(), EarlyAnswersTest.SMALL_BUFFERS)
                .route("a.com", backend.port());
        Socket client = EarlyAnswersTest.narrow(proxy)) {
      client.getOutputStream().write(hello);
      proxy.awaitRelayMemory();
      client.getOutputStream().write(1);
      assertThat(client.getInputStream().readAllBytes()).isEqualTo(answer);
      client.shutdownOutput();
      assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.COMPLETED);
    }
  }
}
