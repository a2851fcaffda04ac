package dev.starship.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.Eventually;
import dev.starship.address.Address;
import dev.starship.transport.ListenOptions.Sharing;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// Two loops that listen at one address, and which of them Linux brings a connection to.
@EnabledOnOs(OS.LINUX)
class EpollGatheringTest {
  private static final ListenOptions SHARED = new ListenOptions(false, 128, Sharing.FIRST);

  private final List<TestLoop> loops = new ArrayList<>();
  private final List<EpollListener> listeners = new ArrayList<>();

  /// The index of each listener that has accepted a connection.
  private final BlockingQueue<Integer> takers = new LinkedBlockingQueue<>();

  @BeforeEach
  void listen() {
    listen(TestLoop.ANY_PORT, SHARED);
    listen(listeners.getFirst().address(), SHARED.further());
  }

  private void listen(Address address, ListenOptions options) {
    int index = listeners.size();
    Acceptor acceptor =
        TestLoop.accepting(client -> {
          takers.add(index);
          client.reset();
        });
    loops.add(new TestLoop(Transports.epoll()));
    listeners.add(
        loops
            .getLast()
            .call(() -> (EpollListener) loops.getLast().loop.listen(address, options, acceptor)));
  }

  @AfterEach
  void end() {
    loops.forEach(TestLoop::close);
  }

  @Test
  void theSystemBringsConnectionsToTheListenerThatIsChosen() throws Exception {
    for (int index : new int[] {1, 0, 1}) {
      choose(index);
      assertThat(takersOf(16)).containsOnly(index);
    }
  }

  @Test
  void whereNoneIsChosenTheSystemsHashSpreadsThem() throws Exception {
    choose(1);
    choose(Gathering.SPREAD);
    assertThat(takersOf(64)).contains(0, 1);
  }

  @Test
  void aListenerThatIsClosedIsNotChosenAnyMore() throws Exception {
    choose(1);
    loops.get(1).run(listeners.get(1)::close);
    assertThat(takersOf(16)).containsOnly(0);
  }

  @Test
  void connectionsAreGatheredWhileThereIsLittleToDo() throws Exception {
    for (int i = 0; i < 2; i++) {
      EpollListener listener = listeners.get(i);
      loops.get(i).run(() -> listener.spreadOver(List.copyOf(listeners)));
    }
    Eventually.holds(
        "connections are gathered",
        () -> {
          takersOf(1);
          return gathered() > 16;
        });
  }

  private void choose(int index) {
    int answer =
        loops
            .getFirst()
            .call(() ->
                new ReuseportProgram()
                    .attach(new Linux(), listeners.getFirst().descriptor(), index));
    assertThat(answer).isZero();
  }

  private long gathered() {
    return loops.stream().mapToLong(loop -> loop.loop.counters().gathered()).sum();
  }

  private List<Integer> takersOf(int connections) throws Exception {
    var all = new ArrayList<Integer>();
    for (int i = 0; i < connections; i++) {
      try (Peer _ = Peer.dial(listeners.getFirst().address())) {
        all.add(takers.poll(TestLoop.PATIENCE_SECONDS, TimeUnit.SECONDS));
      }
    }
    return all;
  }
}
