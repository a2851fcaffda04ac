package dev.starship.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.Eventually;
import dev.starship.address.Address;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Nothing is left behind by connections that came and went.
@ParameterizedClass
@MethodSource("dev.starship.transport.TestLoop#transports")
class ManyConnectionsTest {
  private static final int CONNECTIONS = 10_000;

  private final Transport transport;

  ManyConnectionsTest(Transport transport) {
    this.transport = transport;
  }

  @Test
  void tenThousandConnectionsLeaveNothingBehind() throws IOException {
    try (var test = new TestLoop(transport)) {
      Address backend = test.listen(new Answering(test)).address();
      Address front = test.listen(new Relaying(test, backend)).address();
      comeAndGo(front, 100);
      settle(test);
      Set<String> before = OpenDescriptors.now();
      comeAndGo(front, CONNECTIONS);
      settle(test);
      LoopCounters counters = test.loop.counters();
      assertThat(counters.connects()).isEqualTo(CONNECTIONS + 100);
      assertThat(counters.openSockets()).isZero();
      assertThat(counters.runningTimers()).isZero();
      assertThat(OpenDescriptors.now()).isSubsetOf(before);
    }
  }

  @Test
  void aClosedLoopLeavesNoDescriptorBehind() throws IOException {
    try (var first = new TestLoop(transport)) {
      assertThat(first.loop.counters().connects()).isZero();
    }
    Set<String> before = OpenDescriptors.now();
    for (int i = 0; i < 20; i++) {
      try (var test = new TestLoop(transport)) {
        Address backend = test.listen(new Answering(test)).address();
        comeAndGo(test.listen(new Relaying(test, backend)).address(), 1);
      }
    }
    assertThat(OpenDescriptors.now()).isSubsetOf(before);
  }

  private static void comeAndGo(Address front, int times) {
    for (int i = 0; i < times; i++) {
      var client = Peer.dial(front);
      client.send("?");
      assertThat(client.receive(1)).containsExactly('!');
      client.reset();
    }
  }

  /// Until the loop has noticed that the last client is gone and has turned once more.
  private static void settle(TestLoop test) {
    Eventually.counts("open sockets", 0, test.loop.counters()::openSockets);
    test.run(() -> test.loop.execute(() -> {}));
    test.run(() -> {});
    test.run(() -> {});
  }

  /// A backend that answers whatever comes and lives until its client leaves.
  private record Answering(TestLoop test) implements Acceptor {
    @Override
    public void accepted(Socket client, Address peer) {
      client.owner(this::ready);
      ready(client);
    }

    private void ready(Socket socket) {
      while (socket.readable()) {
        int count = socket.read(test.loop.sharedBuffer());
        if (count > 0) {
          Probe.write(socket, "!");
        } else if (count < 0) {
          socket.close();
          return;
        }
      }
    }

    @Override
    public void exhausted(NetworkFailure failure) {
      throw new AssertionError(failure);
    }
  }

  /// Moves what comes to its backend and back, with a timer running meanwhile.
  private record Relaying(TestLoop test, Address address) implements Acceptor {
    @Override
    public void accepted(Socket client, Address peer) {
      Timer timer = test.loop.newTimer(() -> {});
      timer.start(TimeUnit.MINUTES.toNanos(1));
      var backend = new Socket[1];
      SocketOwner both =
          _ -> {
            if (move(client, backend[0]) && move(backend[0], client)) {
              return;
            }
            timer.stop();
            client.close();
            backend[0].reset();
          };
      client.owner(both);
      backend[0] = test.loop.connect(address, both);
    }

    /// False once the connection is over.
    private boolean move(Socket from, Socket to) {
      while (from.readable() && to.writable()) {
        Buffer buffer = test.loop.sharedBuffer();
        int count = from.read(buffer);
        buffer.bytes().flip();
        if (count < 0 || to.write(buffer) < count) {
          return false;
        }
      }
      return from.failure() == null;
    }

    @Override
    public void exhausted(NetworkFailure failure) {
      throw new AssertionError(failure);
    }
  }
}
