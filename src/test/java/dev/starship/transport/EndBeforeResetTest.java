package dev.starship.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.Eventually;
import java.net.ServerSocket;
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

  /// Nothing was answered, so there is no end that could be whole.
  @Test
  void readsNoEndWhereNothingButFinCameBeforeTheReset() throws Exception {
    try (TestLoop test = new TestLoop(Transports.epoll());
        var server = Peer.serve(1)) {
      // Now and then the reset takes its time, and then what is read is an end.
      Eventually.holds("a read fails", () -> readBehindFin(test, server) == Socket.FAILED);
    }
  }

  /// What is read of a peer that has only finished, once it was written to.
  private static int readBehindFin(TestLoop test, ServerSocket server) {
    Probe watching = Probe.watching(test);
    Socket socket = test.connect(Peer.address(server), watching);
    Peer.accept(server).close();
    watching.until(Socket::readable);
    return test.call(() -> {
      assertThat(Probe.write(socket, "question")).isPositive();
      int read = socket.read(Buffer.allocate(8));
      socket.close();
      return read;
    });
  }
}
