package dev.starship.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// epoll answers many events at once; by the time one is looked at, its descriptor may be closed
/// and opened again for somebody else.
class StaleEventTest {
  @Test
  void anEventOfAClosedSocketDoesNotReachTheNextOneWithItsDescriptor() throws IOException {
    try (var test = new TestLoop(Transports.epoll());
        var full = Peer.serve(1);
        var _ = Peer.dial(Peer.address(full));
        var _ = Peer.dial(Peer.address(full))) {
      var swap = new Swap(test, full);
      Listener listener = test.listen(TestLoop.accepting(swap::add));
      try (var first = Peer.dial(listener.address());
          var second = Peer.dial(listener.address())) {
        TestLoop.await(swap.bothCame);
        // Both answer while the loop is busy, so one wait tells both events.
        test.run(() -> {
          first.send("x");
          second.send("x");
        });
        EpollSocket reused = TestLoop.await(swap.reused);
        assertThat(test.call(() -> swap.told)).as("events of the two clients").isEqualTo(1);
        assertThat(swap.newcomer.calls()).isZero();
        assertThat(test.call(() -> reused.readable() || reused.writable())).isFalse();
      }
    }
  }

  /// Whichever client is told first closes the other and takes its descriptor for a connect that
  /// stays under way.
  private static final class Swap {
    private final TestLoop test;
    private final java.net.ServerSocket full;
    private final List<Socket> clients = new ArrayList<>();
    private final Probe newcomer;
    private final CompletableFuture<Boolean> bothCame = new CompletableFuture<>();
    private final CompletableFuture<EpollSocket> reused = new CompletableFuture<>();
    private int told;

    Swap(TestLoop test, java.net.ServerSocket full) {
      this.test = test;
      this.full = full;
      this.newcomer = Probe.watching(test);
    }

    void add(Socket client) {
      clients.add(client);
      // Ran dry, so that the next byte is an event.
      assertThat(client.read(test.loop.sharedBuffer())).isZero();
      client.owner(this::ready);
      if (clients.size() == 2) {
        bothCame.complete(true);
      }
    }

    private void ready(Socket socket) {
      told++;
      if (told > 1) {
        return;
      }
      EpollSocket other = (EpollSocket) clients.get(1 - clients.indexOf(socket));
      other.close();
      // The system gives the lowest free descriptor, so lower gaps are filled first.
      EpollSocket last;
      int connecting = 0;
      do {
        last = (EpollSocket) test.loop.connect(Peer.address(full), newcomer);
        connecting++;
      } while (last.descriptor != other.descriptor && connecting < 100);
      assertThat(last.descriptor).isEqualTo(other.descriptor);
      reused.complete(last);
    }
  }
}
