package dev.starship.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.address.Address;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// A bug in one place is reported, and felt nowhere else.
@ParameterizedClass
@MethodSource("dev.starship.transport.TestLoop#transports")
class FaultTest {
  private static final class Bug extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private final Transport transport;
  private final TestLoop test;
  private final Bug bug = new Bug();

  FaultTest(Transport transport) {
    this.transport = transport;
    test = new TestLoop(transport);
  }

  @AfterEach
  void end() {
    test.close();
  }

  @Test
  void anOwnerThatThrowsLosesItsSocketAndNobodyElseDoes() {
    var calls = new AtomicInteger();
    Probe good = Probe.reading(test);
    SocketOwner bad =
        _ -> {
          calls.incrementAndGet();
          throw bug;
        };
    Listener toGood = test.listen(good.acceptor());
    Listener toBad = test.listen(TestLoop.accepting(client -> client.owner(bad)));
    try (var neighbour = Peer.dial(toGood.address());
        var victim = Peer.dial(toBad.address())) {
      neighbour.send("before ");
      good.untilText("before ");
      victim.send("x");
      assertThat(victim.receivesReset()).isTrue();
      neighbour.send("after");
      good.untilText("before after");
      assertThat(calls).hasValue(1);
      assertThat(test.loop.counters().openSockets()).isEqualTo(1);
    }
    assertReported();
  }

  @Test
  void anAcceptorThatThrowsLosesThatClientOnly() {
    var first = new CompletableFuture<Address>();
    Probe good = Probe.reading(test);
    Acceptor acceptor =
        good.acceptor(peer -> {
          if (first.complete(peer)) {
            throw bug;
          }
        });
    Listener listener = test.listen(acceptor);
    try (var victim = Peer.dial(listener.address())) {
      assertThat(victim.receivesReset()).isTrue();
    }
    try (var next = Peer.dial(listener.address())) {
      next.send("still here");
      good.untilText("still here");
    }
    assertReported();
  }

  @Test
  void aTaskThatThrowsDoesNotStopTheNext() {
    test.loop.execute(() -> {
      throw bug;
    });
    assertThat(test.call(() -> "next")).isEqualTo("next");
    assertReported();
  }

  @Test
  void aTimerThatThrowsDoesNotStopTheNext() {
    var fired = new CompletableFuture<Boolean>();
    test.run(() -> {
      test.loop
          .newTimer(() -> {
            throw bug;
          })
          .start(1);
      test.loop.newTimer(() -> fired.complete(true)).start(TimeUnit.MILLISECONDS.toNanos(1));
    });
    assertThat(TestLoop.await(fired)).isTrue();
    assertReported();
  }

  @Test
  void aReporterThatThrowsDoesNotStopTheLoop() {
    EventLoop loop =
        transport.newLoop(
            "bad-reporter",
            LoopLimits.DEFAULT,
            _ -> {
              throw new Bug();
            });
    var uncaught = new CompletableFuture<Throwable>();
    var next = new CompletableFuture<Boolean>();
    try (loop) {
      loop.execute(() -> {
        Thread.currentThread().setUncaughtExceptionHandler((_, e) -> uncaught.complete(e));
        throw bug;
      });
      loop.execute(() -> next.complete(true));
      loop.start();
      assertThat(TestLoop.await(next)).isTrue();
      assertThat(TestLoop.await(uncaught)).isInstanceOf(Bug.class).hasSuppressedException(bug);
    }
  }

  private void assertReported() {
    assertThat(test.faults).containsExactly(bug);
    assertThat(test.loop.counters().faults()).isEqualTo(1);
    test.faults.clear();
  }
}
