package dev.starship.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.address.Address;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// How connects to a backend end.
@ParameterizedClass
@MethodSource("dev.starship.transport.TestLoop#transports")
class ConnectTest {
  private final TestLoop test;

  private final java.net.Socket unheard;

  ConnectTest(Transport transport) throws IOException {
    unheard = Unheard.socket();
    test = new TestLoop(transport);
  }

  @AfterEach
  void end() throws IOException {
    unheard.close();
    test.close();
  }

  @Test
  void refusedIfNobodyListens() throws IOException {
    Probe probe = Probe.reading(test);
    Socket socket = test.connect(portWithoutListener(), probe);
    probe.until(one -> one.failure() != null);
    assertThat(test.call(socket::failure)).isEqualTo(NetworkFailure.REFUSED);
    assertThat(test.call(() -> Probe.write(socket, "x"))).isEqualTo(Socket.FAILED);
    assertThat(test.call(() -> socket.read(Buffer.allocate(1)))).isEqualTo(Socket.FAILED);
    assertThat(test.loop.counters().openSockets()).as("it holds no descriptor").isZero();
    test.run(socket::close);
    assertThat(test.loop.counters().openSockets()).isZero();
  }

  @Test
  void aFirstWriteTellsThatItWasRefused() throws IOException {
    Probe probe = Probe.watching(test);
    test.connect(portWithoutListener(), probe);
    probe.until(one -> Probe.write(one, "x") == Socket.FAILED);
  }

  @Test
  void unreachableIfTheSystemHasNoRoute() {
    // Class E addresses (RFC 1112 section 4) are reserved: Linux refuses to send there.
    Address reserved = Address.parse("255.255.255.255:9").orElseThrow();
    Socket socket = test.connect(reserved, Probe.watching(test));
    assertThat(test.call(socket::failure)).isEqualTo(NetworkFailure.UNREACHABLE);
    assertThat(test.call(() -> Probe.write(socket, "x"))).isEqualTo(Socket.FAILED);
  }

  @Test
  void staysUnderWayWhileTheBacklogIsFull() throws IOException {
    Probe probe = Probe.watching(test);
    try (var server = Peer.serve(1);
        var _ = Peer.dial(Peer.address(server));
        var _ = Peer.dial(Peer.address(server))) {
      Socket socket = test.connect(Peer.address(server), probe);
      goRoundOnce();
      assertThat(test.call(() -> socket.readable() || socket.writable())).isFalse();
      assertThat(test.call(() -> Probe.write(socket, "x"))).isZero();
      assertThat(test.call(() -> socket.read(Buffer.allocate(1)))).isZero();
      assertThat(test.call(() -> socket.failure() == null)).isTrue();
      assertThat(probe.calls()).isZero();
      test.run(socket::close);
      assertThat(test.loop.counters().openSockets()).isZero();
    }
  }

  @Test
  void succeedsOnceTheBacklogHasRoom() throws IOException {
    Probe probe = Probe.watching(test);
    try (var server = Peer.serve(1);
        var _ = Peer.dial(Peer.address(server));
        var _ = Peer.dial(Peer.address(server))) {
      Socket socket = test.connect(Peer.address(server), probe);
      test.run(socket::finish);
      goRoundOnce();
      assertThat(probe.calls()).isZero();
      try (var _ = Peer.accept(server);
          var _ = Peer.accept(server)) {
        probe.until(Socket::writable); // with the second SYN, a second later
        try (var peer = Peer.accept(server)) {
          assertThat(peer.receivesEnd()).as("the finish() that waited").isTrue();
        }
      }
    }
  }

  @Test
  void aBackendThatClosesAtOnceIsConnectedFirst() throws IOException {
    Probe probe = Probe.reading(test);
    try (var server = Peer.serve(1)) {
      test.connect(Peer.address(server), probe);
      Peer.accept(server).send("bye").close();
      probe.untilRead(Socket.END);
      assertThat(probe.received()).asString().isEqualTo("bye");
    }
  }

  @Test
  void aBackendThatResetsIsToldApartFromOneThatRefuses() throws IOException {
    Probe probe = Probe.reading(test);
    try (var server = Peer.serve(1)) {
      test.connect(Peer.address(server), probe);
      Peer.accept(server).reset();
      Socket socket = probe.untilRead(Socket.FAILED);
      assertThat(test.call(socket::failure)).isEqualTo(NetworkFailure.RESET);
    }
  }

  /// Whatever the loop was to be told by now, it has been told when another connection was
  /// answered.
  private void goRoundOnce() throws IOException {
    Probe other = Probe.reading(test);
    try (var server = Peer.serve(1)) {
      test.connect(Peer.address(server), other);
      try (var peer = Peer.accept(server)) {
        peer.send("round");
        Socket socket = other.untilText("round");
        test.run(socket::close);
      }
    }
  }

  private Address portWithoutListener() {
    return new Address(TestLoop.ANY_PORT.ip(), unheard.getLocalPort());
  }
}
