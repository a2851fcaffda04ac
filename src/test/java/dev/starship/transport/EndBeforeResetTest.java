package dev.starship.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// Linux tells a reset that comes behind a peer's FIN apart from one that cuts it short.
@EnabledOnOs(OS.LINUX)
class EndBeforeResetTest {
  @Test
  void readsTheEndThatCameBeforeTheReset() {
    try (TestLoop test = new TestLoop(Transports.epoll())) {
      Probe watching = Probe.watching(test);
      var client = Peer.dial(test.listen(watching.acceptor()).address());
      Socket socket = watching.untilAccepted();
      client.send("the whole").close();
      // What is written to a peer that has closed is answered by a reset.
      test.run(() ->
          assertThat(ConnectionTest.writeUntilFailed(socket)).isEqualTo(NetworkFailure.RESET));
      Probe reading = Probe.reading(test);
      test.run(() -> reading.take(socket));
      reading.untilRead(Socket.END);
      assertThat(reading.received()).asString().isEqualTo("the whole");
    }
  }
}
