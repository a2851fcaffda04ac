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
    int calls = watching.calls();
    for (int i = 0; i < 10; i++) {
      client.send(".");
      // By now a turn has passed in which it could have been told.
      assertThat(watching.calls()).isEqualTo(calls);
    }
    Probe reading = readOn();
    reading.untilText(UNREAD + "..........");
    client.send("next");
    reading.untilText(UNREAD + "..........next");
  }

  @Test
  void isToldOfTheEndOnceItReads() {
    client.send(" and more");
    assertThat(watching.calls()).isPositive();
    client.finish();
    Probe reading = readOn();
    reading.untilRead(Socket.END);
    assertThat(reading.received()).asString().isEqualTo(UNREAD + " and more");
  }

  @Test
  void isToldOfRoomForOutputAllTheSame() {
    client.send(" and more");
    assertThat(watching.calls()).isPositive();
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
    client.send(" and more");
    assertThat(watching.calls()).isPositive();
    client.reset();
    Probe reading = readOn();
    reading.untilRead(Socket.FAILED);
    assertThat(reading.received()).asString().isEqualTo(UNREAD + " and more");
  }

  private Probe readOn() {
    Probe reading = Probe.reading(test);
    test.run(() -> {
      socket.owner(reading);
      reading.ready(socket);
    });
    return reading;
  }
}
