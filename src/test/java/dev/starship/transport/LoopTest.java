package dev.starship.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Tasks, timers and the end of a loop.
@ParameterizedClass
@MethodSource("dev.starship.transport.TestLoop#transports")
class LoopTest {
  private static final int THREADS = 4;
  private static final int TASKS = 20_000;

  private final Transport transport;
  private final TestLoop test;

  LoopTest(Transport transport) {
    this.transport = transport;
    test = new TestLoop(transport);
  }

  @AfterEach
  void end() {
    test.close();
  }

  @Test
  void runsTheTasksOfEachThreadInTheirOrder() {
    int[] next = new int[THREADS];
    Queue<String> wrong = new ConcurrentLinkedQueue<>();
    try (var threads = Executors.newFixedThreadPool(THREADS)) {
      for (int thread = 0; thread < THREADS; thread++) {
        int giver = thread;
        threads.execute(() -> {
          for (int i = 0; i < TASKS; i++) {
            int number = i;
            test.loop.execute(() -> {
              if (next[giver]++ != number) {
                wrong.add(giver + ": " + number);
              }
            });
          }
        });
      }
    }
    assertThat(test.call(next::clone)).containsOnly(TASKS);
    assertThat(wrong).isEmpty();
  }

  @Test
  void knowsItsOwnThread() {
    assertThat(test.loop.inLoop()).isFalse();
    assertThat(test.call(test.loop::inLoop)).isTrue();
    assertThat(test.call(() -> Thread.currentThread().getName()))
        .isEqualTo("test-" + transport.name());
  }

  @Test
  void tasksThatNeverEndDoNotKeepSocketsWaiting() {
    Probe probe = Probe.reading(test);
    var stop = new AtomicBoolean();
    try (var client = Peer.dial(test.listen(probe.acceptor()).address())) {
      giveAgainAndAgain(() -> {}, stop::get);
      client.send("heard");
      probe.untilText("heard");
      stop.set(true);
    }
  }

  @Test
  void aTaskThatATaskGivesWaitsUntilSocketsHadTheirTurn() {
    Probe probe = Probe.reading(test);
    try (var client = Peer.dial(test.listen(probe.acceptor()).address())) {
      Socket socket = probe.untilAccepted();
      var runsBefore = new CompletableFuture<Integer>();
      var runs = new AtomicInteger();
      test.run(() -> {
        socket.owner(_ -> runsBefore.complete(runs.get()));
        client.send("there before the next turn");
        giveAgainAndAgain(runs::incrementAndGet, runsBefore::isDone);
      });
      assertThat(TestLoop.await(runsBefore)).isZero();
    }
  }

  @Test
  void firesTimersInOrder() {
    List<String> fired = new ArrayList<>();
    var last = new CompletableFuture<List<String>>();
    test.run(() -> {
      timer(() -> last.complete(List.copyOf(fired))).start(millis(90));
      timer(() -> fired.add("60")).start(millis(60));
      timer(() -> fired.add("30")).start(millis(30));
      Timer stopped = timer(() -> fired.add("stopped"));
      stopped.start(millis(30));
      Timer moved = timer(() -> fired.add("moved"));
      moved.start(millis(10));
      stopped.stop();
      moved.start(millis(45));
      assertThat(moved.running()).isTrue();
      assertThat(stopped.running()).isFalse();
    });
    assertThat(TestLoop.await(last)).containsExactly("30", "moved", "60");
  }

  @Test
  void countsRunningTimers() {
    Timer timer = test.call(() -> timer(() -> {}));
    test.run(() -> timer.start(millis(60_000)));
    assertThat(test.call(test.loop.counters()::runningTimers)).isEqualTo(1);
    test.run(timer::stop);
    assertThat(test.call(test.loop.counters()::runningTimers)).isZero();
  }

  @Test
  void lendsItsSharedBufferEmpty() {
    test.run(() -> {
      test.loop.sharedBuffer().bytes().put((byte) 1).flip();
      assertThat(test.loop.sharedBuffer().bytes().position()).isZero();
      assertThat(test.loop.sharedBuffer().bytes().remaining()).isEqualTo(256 * 1024);
    });
  }

  @Test
  void refusesTasksBeyondItsLimitAndCountsThem() {
    var limits =
        new LoopLimits(
            4_096,
            64,
            64,
            64,
            LoopLimits.LEAST_TASKS_WAITING,
            100_000_000,
            10_000_000,
            4_096,
            1,
            0,
            0);
    try (EventLoop loop = transport.newLoop("full", limits, test.faults::add)) {
      for (int i = 0; i < LoopLimits.LEAST_TASKS_WAITING; i++) {
        assertThat(loop.execute(() -> {})).isTrue();
      }
      assertThat(loop.execute(() -> {})).isFalse();
      assertThat(loop.counters().refusedTasks()).isEqualTo(1);
    }
  }

  @Test
  void closingRunsWhatWasGivenAndTakesNothingMore() {
    EventLoop loop = transport.newLoop("closing", LoopLimits.DEFAULT, test.faults::add);
    List<Integer> ran = new ArrayList<>();
    loop.start();
    for (int i = 0; i < 3_000; i++) {
      int number = i;
      assertThat(loop.execute(() -> ran.add(number))).isTrue();
    }
    loop.close();
    loop.close();
    assertThat(ran).hasSize(3_000).isSorted();
    assertThat(loop.execute(() -> ran.add(-1))).isFalse();
    assertThat(ran).doesNotContain(-1);
  }

  @Test
  void closingResetsSocketsAndClosesListeners() {
    EventLoop loop = transport.newLoop("closing", LoopLimits.DEFAULT, test.faults::add);
    var accepted = new CompletableFuture<Socket>();
    Listener listener =
        loop.listen(TestLoop.ANY_PORT, TestLoop.AT_ONCE, TestLoop.accepting(accepted::complete));
    loop.start();
    try (var client = Peer.dial(listener.address())) {
      Socket socket = TestLoop.await(accepted);
      loop.close();
      assertThat(client.receivesReset()).isTrue();
      assertThat(socket.closed()).isTrue();
      assertThat(loop.counters().openSockets()).isZero();
    }
    assertThatThrownBy(() -> Peer.dial(listener.address()))
        .hasCauseInstanceOf(java.net.ConnectException.class);
  }

  @Test
  void aLoopThatNeverStartedCanBeClosed() {
    EventLoop loop = transport.newLoop("never", LoopLimits.DEFAULT, test.faults::add);
    Listener listener =
        loop.listen(TestLoop.ANY_PORT, TestLoop.AT_ONCE, TestLoop.accepting(_ -> {}));
    loop.close();
    assertThatThrownBy(() -> Peer.dial(listener.address()))
        .hasCauseInstanceOf(java.net.ConnectException.class);
  }

  @Test
  void aLoopCannotCloseItself() {
    assertThatThrownBy(() -> test.run(test.loop::close))
        .hasRootCauseInstanceOf(IllegalStateException.class);
    assertThat(test.call(() -> "alive")).isEqualTo("alive");
  }

  /// Gives the loop a task that does `each` and gives itself once more, until `done`.
  private void giveAgainAndAgain(Runnable each, BooleanSupplier done) {
    test.loop.execute(() -> {
      if (!done.getAsBoolean()) {
        each.run();
        giveAgainAndAgain(each, done);
      }
    });
  }

  private Timer timer(Runnable task) {
    return test.loop.newTimer(task);
  }

  private static long millis(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
