package dev.starship.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// An owner that leaves input unread, as a relay does whose receiver is full: what follows does not
/// wake it, and nothing is lost.
@ParameterizedClass
@MethodSource("dev.starship.transport.TestLoop#transports")
class UnreadInputTest {
  private static final String UNREAD = "unread";

  private final TestLoop test;
  private final Probe watching;
  private final Peer client;
  private final Socket socket;

  UnreadInputTest(Transport transport) {
    test = new TestLoop(transport);
    watching = Probe.watching(test);
    client = Peer.dial(test.listen(watching.acceptor()).address());
    socket = watching.untilAccepted();
    test.run(() -> assertThat(socket.read(test.loop.sharedBuffer())).isZero());
    client.send(UNREAD);
    watching.until(Socket::readable);
  }

  @AfterEach
  void end() {
    client.close();
    test.run(socket::close);
    test.close();
  }

  @Test
  void isToldOnceUntilItReads() {
    for (int i = 0; i < 10; i++) {
      sendUnnoticed(".");
    }
    Probe reading = readOn();
    reading.untilText(UNREAD + "..........");
    client.send("next");
    reading.untilText(UNREAD + "..........next");
  }

  @Test
  void isToldOfTheEndOnceItReads() {
    sendUnnoticed(" and more");
    client.finish();
    Probe reading = readOn();
    reading.untilRead(Socket.END);
    assertThat(reading.received()).asString().isEqualTo(UNREAD + " and more");
  }

  @Test
  void isToldOfRoomForOutputAllTheSame() {
    sendUnnoticed(" and more");
    Buffer much = Buffer.allocate(32 << 20);
    test.run(() -> {
      while (socket.writable() && much.bytes().hasRemaining()) {
        assertThat(socket.write(much)).isNotEqualTo(Socket.FAILED);
      }
    });
    int taken = test.call(() -> much.bytes().position());
    assertThat(taken).isLessThan(32 << 20);
    var receiving = CompletableFuture.supplyAsync(() -> client.receive(taken));
    watching.until(Socket::writable);
    assertThat(TestLoop.await(receiving)).hasSize(taken);
    readOn().untilText(UNREAD + " and more");
  }

  @Test
  void meetsAResetAtTheLatestWhenItReads() {
    sendUnnoticed(" and more");
    client.reset();
    Probe reading = readOn();
    reading.untilRead(Socket.FAILED);
    assertThat(reading.received()).asString().isEqualTo(UNREAD + " and more");
  }

  private void sendUnnoticed(String text) {
    int calls = watching.calls();
    client.send(text);
    // To ask takes a turn, in which the owner could have been told.
    assertThat(watching.calls()).isEqualTo(calls);
  }

  private Probe readOn() {
    Probe reading = Probe.reading(test);
    test.run(() -> reading.take(socket));
    return reading;
  }
}
