package dev.starship.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starship.Eventually;
import dev.starship.address.Address;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// What passes over one connection, and how it ends.
@ParameterizedClass
@MethodSource("dev.starship.transport.TestLoop#transports")
class ConnectionTest {
  private final TestLoop test;

  ConnectionTest(Transport transport) {
    test = new TestLoop(transport);
  }

  @AfterEach
  void end() {
    test.close();
  }

  @Test
  void readsWhatAClientSendsAndWritesBack() {
    Probe probe = Probe.reading(test);
    try (var client = Peer.dial(test.listen(probe.acceptor()).address())) {
      client.send("hello");
      Socket socket = probe.untilText("hello");
      assertThat(test.call(() -> Probe.write(socket, "world"))).isEqualTo(5);
      assertThat(client.receiveText(5)).isEqualTo("world");
      assertThat(test.loop.counters().bytesRead()).isEqualTo(5);
      assertThat(test.loop.counters().bytesWritten()).isEqualTo(5);
      assertThat(test.loop.counters().openSockets()).isEqualTo(1);
      test.run(socket::close);
      assertThat(test.loop.counters().openSockets()).isZero();
      assertThat(client.receivesEnd()).isTrue();
    }
  }

  @Test
  void tellsBothAddresses() {
    Probe probe = Probe.watching(test);
    var peerAddress = new AtomicReference<Address>();
    Acceptor acceptor = probe.acceptor(peerAddress::set);
    try (var client = Peer.dial(test.listen(acceptor).address())) {
      Socket socket = probe.untilAccepted();
      assertThat(peerAddress).hasValue(client.localAddress());
      assertThat(test.call(socket::localAddress)).isEqualTo(client.remoteAddress());
    }
  }

  /// It may hold back what it has to do until it hears of the socket once more.
  @Test
  void tellsAnOwnerWhoseWriteHasMetAReset() {
    var readAfterwards = new CompletableFuture<Integer>();
    var peer = new AtomicReference<Peer>();
    SocketOwner owner =
        socket -> {
          if (socket.failure() != null) {
            readAfterwards.complete(socket.read(Buffer.allocate(8)));
          } else if (socket.read(Buffer.allocate(8)) > 0) {
            peer.get().reset();
            assertThat(Probe.write(socket, "x")).isEqualTo(Socket.FAILED);
          }
        };
    Listener listener = test.listen(TestLoop.accepting(client -> client.owner(owner)));
    peer.set(Peer.dial(listener.address()));
    peer.get().send("go");
    assertThat(TestLoop.await(readAfterwards)).isEqualTo(Socket.FAILED);
  }

  @Test
  void tellsAnOwnerOfAWriteThatFailsWhereNothingMoreComes() {
    Probe probe = Probe.reading(test);
    var told = new CompletableFuture<NetworkFailure>();
    Address address = test.listen(probe.acceptor()).address();
    Socket socket;
    try (var client = Peer.dial(address)) {
      client.send("answer").finish();
      socket = probe.untilRead(Socket.END);
      test.run(() ->
          socket.owner(changed -> {
            if (changed.failure() != null) {
              told.complete(changed.failure());
            }
          }));
    }
    // The first ones meet the peer's reset.
    Eventually.holds(
        "a write fails", () -> test.call(() -> Probe.write(socket, "x")) == Socket.FAILED);
    assertThat(TestLoop.await(told)).isNotNull();
  }

  @Test
  void stillWritesAfterThePeerFinished() {
    Probe probe = Probe.reading(test);
    try (var client = Peer.dial(test.listen(probe.acceptor()).address())) {
      client.send("question").finish();
      Socket socket = probe.untilRead(Socket.END);
      assertThat(probe.received()).asString().isEqualTo("question");
      assertThat(test.call(() -> socket.read(Buffer.allocate(8)))).isEqualTo(Socket.END);
      assertThat(test.call(socket::readable)).isFalse();
      assertThat(test.call(() -> Probe.write(socket, "answer"))).isEqualTo(6);
      test.run(socket::finish);
      assertThat(client.receiveAll()).asString().isEqualTo("answer");
      assertThat(test.call(() -> socket.failure() == null)).isTrue();
    }
  }

  @Test
  void stillReadsAfterItFinished() {
    Probe probe = Probe.reading(test);
    try (var client = Peer.dial(test.listen(probe.acceptor()).address())) {
      Socket socket = probe.untilAccepted();
      test.run(socket::finish);
      test.run(socket::finish);
      assertThat(client.receivesEnd()).isTrue();
      client.send("late").finish();
      probe.untilRead(Socket.END);
      assertThat(probe.received()).asString().isEqualTo("late");
      assertThatThrownBy(() -> test.call(() -> Probe.write(socket, "no")))
          .hasRootCauseInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void tellsThatThePeerReset() {
    Probe probe = Probe.reading(test);
    var client = Peer.dial(test.listen(probe.acceptor()).address());
    client.send("hello");
    probe.untilText("hello");
    client.reset();
    Socket socket = probe.untilRead(Socket.FAILED);
    assertThat(test.call(socket::failure)).isEqualTo(NetworkFailure.RESET);
    assertThat(test.call(() -> socket.read(Buffer.allocate(8)))).isEqualTo(Socket.FAILED);
    assertThat(test.call(() -> Probe.write(socket, "x"))).isEqualTo(Socket.FAILED);
    assertThat(test.call(() -> socket.readable() || socket.writable())).isFalse();
  }

  @Test
  void readsWhatCameBeforeTheReset() {
    Probe watching = Probe.watching(test);
    var client = Peer.dial(test.listen(watching.acceptor()).address());
    Socket socket = watching.untilAccepted();
    client.send("last words").reset();
    // A write meets the reset, and what the peer said before is not lost.
    test.run(() -> assertThat(writeUntilFailed(socket)).isEqualTo(NetworkFailure.RESET));
    Probe reading = Probe.reading(test);
    test.run(() -> reading.take(socket));
    reading.untilRead(Socket.FAILED);
    assertThat(reading.received()).asString().isEqualTo("last words");
  }

  /// A backend that takes nobody in has not answered.
  @Test
  void aResetBehindNothingButTheEndIsAFailure() {
    Probe watching = Probe.watching(test);
    var client = Peer.dial(test.listen(watching.acceptor()).address());
    Socket socket = watching.untilAccepted();
    client.close();
    test.run(() -> assertThat(writeUntilFailed(socket)).isEqualTo(NetworkFailure.RESET));
    Probe reading = Probe.reading(test);
    test.run(() -> reading.take(socket));
    reading.untilRead(Socket.FAILED);
  }

  @Test
  void resetIsSeenByThePeer() {
    Probe probe = Probe.reading(test);
    try (var client = Peer.dial(test.listen(probe.acceptor()).address())) {
      Socket socket = probe.untilAccepted();
      test.run(socket::reset);
      assertThat(test.call(socket::closed)).isTrue();
      assertThat(client.receivesReset()).isTrue();
    }
  }

  @Test
  void answersFailedOnceClosedHere() {
    Probe probe = Probe.reading(test);
    try (var client = Peer.dial(test.listen(probe.acceptor()).address())) {
      Socket socket = probe.untilAccepted();
      test.run(socket::close);
      test.run(socket::close);
      test.run(socket::reset);
      test.run(socket::finish);
      assertThat(test.loop.counters().openSockets()).isZero();
      assertThat(test.call(() -> socket.readable() || socket.writable())).isFalse();
      assertThat(test.call(() -> socket.read(Buffer.allocate(8)))).isEqualTo(Socket.FAILED);
      assertThat(test.call(() -> Probe.write(socket, "x"))).isEqualTo(Socket.FAILED);
      assertThat(test.call(socket::failure)).isEqualTo(NetworkFailure.OTHER);
      int calls = probe.calls();
      client.send("nobody listens");
      assertThat(probe.calls()).isEqualTo(calls);
    }
  }

  @Test
  void tellsTheNextOwner() {
    Probe first = Probe.watching(test);
    Probe second = Probe.reading(test);
    try (var client = Peer.dial(test.listen(first.acceptor()).address())) {
      Socket socket = first.untilAccepted();
      test.run(() -> second.take(socket));
      int calls = first.calls();
      client.send("for the second");
      second.untilText("for the second");
      assertThat(first.calls()).isEqualTo(calls);
    }
  }

  @Test
  void talksToABackend() throws Exception {
    try (var server = Peer.serve(1)) {
      Probe probe = Probe.reading(test);
      Socket socket = test.connect(Peer.address(server), probe);
      try (var peer = Peer.accept(server)) {
        probe.until(Socket::writable);
        assertThat(test.call(() -> Probe.write(socket, "one"))).isEqualTo(3);
        assertThat(test.call(() -> Probe.write(socket, "two"))).isEqualTo(3);
        assertThat(peer.receiveText(6)).isEqualTo("onetwo");
        peer.send("three");
        probe.untilText("three");
        assertThat(test.call(socket::localAddress)).isEqualTo(peer.remoteAddress());
        assertThat(test.loop.counters().connects()).isEqualTo(1);
        peer.finish();
        probe.untilRead(Socket.END);
        test.run(socket::close);
        assertThat(peer.receivesEnd()).isTrue();
      }
    }
  }

  @Test
  void urgentDataIsSkippedAndDoesNotStall() {
    Probe probe = Probe.reading(test);
    try (var client = Peer.dial(test.listen(probe.acceptor()).address())) {
      client.send("be").sendUrgent('!').send("fore");
      probe.untilText("before");
      client.sendUrgent('!').send("after").finish();
      probe.untilRead(Socket.END);
      assertThat(probe.received()).asString().isEqualTo("beforeafter");
    }
  }

  @Test
  void urgentDataThatWaitedIsReadInPieces() {
    Probe watching = Probe.watching(test);
    Probe reading = Probe.reading(test);
    try (var client = Peer.dial(test.listen(watching.acceptor()).address())) {
      Socket socket = watching.untilAccepted();
      client.send("before").sendUrgent('!').send("after");
      client.finish();
      test.run(() -> reading.take(socket));
      reading.untilRead(Socket.END);
      assertThat(reading.received()).asString().isEqualTo("beforeafter");
    }
  }

  static @Nullable NetworkFailure writeUntilFailed(Socket socket) {
    int written = 0;
    while (written != Socket.FAILED) {
      written = Probe.write(socket, "x");
    }
    return socket.failure();
  }
}
