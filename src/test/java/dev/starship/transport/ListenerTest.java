package dev.starship.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.starship.address.Address;
import dev.starship.address.Ip;
import dev.starship.transport.ListenOptions.Sharing;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// What a listener hands over.
@ParameterizedClass
@MethodSource("dev.starship.transport.TestLoop#transports")
class ListenerTest {
  private static final Address ANY_DUAL_STACK = new Address(new Ip(0, 0), 0);

  private final Transport transport;
  private final TestLoop test;
  private final LinkedBlockingQueue<Address> peers = new LinkedBlockingQueue<>();

  ListenerTest(Transport transport) {
    this.transport = transport;
    test = new TestLoop(transport);
  }

  @AfterEach
  void end() {
    test.close();
  }

  @Test
  void bindsBothFamiliesWithOneAddress() throws InterruptedException {
    Listener listener =
        test.call(() -> test.loop.listen(ANY_DUAL_STACK, TestLoop.AT_ONCE, collector()));
    int port = listener.address().port();
    try (var v4 = Peer.dial(new Address(Ip.v4(0x7F000001), port))) {
      assertThat(nextPeer()).isEqualTo(v4.localAddress());
      assertThat(v4.localAddress().ip().isV4()).isTrue();
    }
    try (var v6 = Peer.dial(new Address(new Ip(0, 1), port))) {
      assertThat(nextPeer()).isEqualTo(v6.localAddress());
    }
  }

  @Test
  void tellsWhichAddressAClientAskedForBehindAWildcard() {
    Probe probe = Probe.watching(test);
    Listener listener =
        test.call(() -> test.loop.listen(ANY_DUAL_STACK, TestLoop.AT_ONCE, probe.acceptor()));
    try (var client = Peer.dial(new Address(Ip.v4(0x7F000009), listener.address().port()))) {
      Socket socket = probe.untilAccepted();
      assertThat(test.call(socket::localAddress)).isEqualTo(client.remoteAddress());
      test.run(socket::close);
      assertThat(test.call(socket::localAddress)).isEqualTo(client.remoteAddress());
    }
  }

  @Test
  void takesConnectionsBeforeItsLoopStarts() throws InterruptedException {
    try (EventLoop later = transport.newLoop("later", LoopLimits.DEFAULT, test.faults::add)) {
      Listener listener = later.listen(TestLoop.ANY_PORT, TestLoop.AT_ONCE, collector());
      try (var client = Peer.dial(listener.address())) {
        later.start();
        assertThat(nextPeer()).isEqualTo(client.localAddress());
      }
    }
  }

  @Test
  void closingHandsOverWhatWaits() throws InterruptedException {
    var clients = new ArrayList<Peer>();
    test.run(() -> {
      // The loop is busy here, so everybody waits in the queue.
      Listener listener = test.loop.listen(TestLoop.ANY_PORT, TestLoop.AT_ONCE, collector());
      for (int i = 0; i < 100; i++) {
        clients.add(Peer.dial(listener.address()));
      }
      assertThat(peers).isEmpty();
      listener.close();
      listener.close();
      assertThat(peers).hasSize(100);
    });
    for (Peer client : clients) {
      assertThat(nextPeer()).isEqualTo(client.localAddress());
      client.close();
    }
  }

  @Test
  void takesEverybodyOfACrowd() throws InterruptedException {
    var patient = new ListenOptions(false, 1_024, Sharing.ALONE);
    var clients = new ArrayList<Peer>();
    test.run(() -> {
      Listener listener = test.loop.listen(TestLoop.ANY_PORT, patient, collector());
      for (int i = 0; i < 600; i++) {
        clients.add(Peer.dial(listener.address()));
      }
    });
    for (Peer client : clients) {
      assertThat(nextPeer()).isEqualTo(client.localAddress());
      client.close();
    }
  }

  @Test
  void severalLoopsShareAnAddress() throws InterruptedException {
    var shared = new ListenOptions(false, 128, Sharing.FIRST);
    Listener first = test.call(() -> test.loop.listen(TestLoop.ANY_PORT, shared, collector()));
    try (var other = new TestLoop(transport)) {
      other.call(() -> other.loop.listen(first.address(), shared.further(), collector()));
      for (int i = 0; i < 50; i++) {
        try (var client = Peer.dial(first.address())) {
          assertThat(nextPeer()).isEqualTo(client.localAddress());
        }
      }
    }
  }

  /// Another process that shares its address would get a part of the connections.
  @Test
  void whoeverIsTheFirstFindsNobodyElse() throws InterruptedException {
    var shared = new ListenOptions(false, 128, Sharing.FIRST);
    Listener mine = test.call(() -> test.loop.listen(TestLoop.ANY_PORT, shared, collector()));
    try (var other = new TestLoop(transport)) {
      assertThatExceptionOfType(TransportException.class)
          .isThrownBy(() -> other.loop.listen(mine.address(), shared, collector()))
          .satisfies(
              refused -> assertThat(refused.failure()).isEqualTo(NetworkFailure.ADDRESS_IN_USE));
    }
  }

  @Test
  void aFullLoopPassesConnectionsOn() throws Exception {
    var shared = new ListenOptions(false, 128, Sharing.FIRST);
    Listener full = test.call(() -> test.loop.listen(TestLoop.ANY_PORT, shared, collector()));
    var clients = new ArrayList<Peer>();
    try (var other = new TestLoop(transport)) {
      for (int i = 0; i < 40; i++) {
        clients.add(Peer.dial(full.address()));
        assertThat(nextPeer()).isEqualTo(clients.getLast().localAddress());
      }
      Probe probe = Probe.reading(other);
      Acceptor acceptor = probe.acceptor(peers::add);
      Listener empty =
          other.call(() -> other.loop.listen(full.address(), shared.further(), acceptor));
      test.run(() -> full.spreadOver(List.of(full, empty)));
      for (int i = 0; i < 16; i++) {
        clients.add(Peer.dial(full.address()));
        assertThat(nextPeer()).isEqualTo(clients.getLast().localAddress());
        clients.getLast().send("here");
        probe.untilReceived((i + 1) * "here".length());
      }
      assertThat(test.loop.counters().openSockets()).isEqualTo(40);
      assertThat(other.loop.counters().openSockets()).isEqualTo(16);
    }
    clients.forEach(Peer::close);
  }

  @Test
  void deferredAcceptStillHandsOverWhoStaysSilent() throws InterruptedException {
    var deferred = new ListenOptions(true, 128, Sharing.ALONE);
    Listener listener = test.call(() -> test.loop.listen(TestLoop.ANY_PORT, deferred, collector()));
    try (var silent = Peer.dial(listener.address())) {
      assertThat(nextPeer()).isEqualTo(silent.localAddress());
    }
  }

  @Test
  void saysWhichAddressCannotBeBoundAndWhy() {
    Listener first = test.listen(collector());
    assertThatExceptionOfType(TransportException.class)
        .isThrownBy(() -> listenFromHere(first.address()))
        .withMessageContaining(first.address().toString())
        .satisfies(
            refused -> assertThat(refused.failure()).isEqualTo(NetworkFailure.ADDRESS_IN_USE));
    Address foreign = Address.parse("192.0.2.1:0").orElseThrow();
    assertThatExceptionOfType(TransportException.class)
        .isThrownBy(() -> listenFromHere(foreign))
        .withMessageContaining("192.0.2.1");
  }

  private void listenFromHere(Address address) {
    try (EventLoop other = transport.newLoop("other", LoopLimits.DEFAULT, test.faults::add)) {
      other.listen(address, TestLoop.AT_ONCE, collector());
    }
  }

  private Address nextPeer() throws InterruptedException {
    Address peer = peers.poll(TestLoop.PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(peer).isNotNull();
    return peer == null ? TestLoop.ANY_PORT : peer;
  }

  /// Collects the addresses; the loop closes the clients at its end.
  private Acceptor collector() {
    return new Acceptor() {
      @Override
      public void accepted(Socket client, Address peer) {
        peers.add(peer);
      }

      @Override
      public void exhausted(NetworkFailure failure) {
        throw new AssertionError(failure);
      }
    };
  }
}
