package dev.starship.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.address.Address;
import dev.starship.address.Ip;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// A running event loop for one test, which calls into it from its own thread.
final class TestLoop implements AutoCloseable {
  static final Address ANY_PORT = new Address(Ip.v4(0x7F000001), 0);
  static final ListenOptions AT_ONCE = new ListenOptions(false, 128, false);

  /// How long a test waits for what must come, before it fails.
  static final long PATIENCE_SECONDS = 20;

  final EventLoop loop;
  final Queue<Throwable> faults = new ConcurrentLinkedQueue<>();

  TestLoop(Transport transport) {
    this(transport, LoopLimits.DEFAULT);
  }

  TestLoop(Transport transport, LoopLimits limits) {
    loop = transport.newLoop("test-" + transport.name(), limits, faults::add);
    loop.start();
  }

  /// Every transport, for parametrised tests.
  static Stream<Transport> transports() {
    return Stream.of(named(Transports.epoll()), named(Transports.nio()));
  }

  /// Shows its name in the names of tests.
  private static Transport named(Transport transport) {
    return new Transport() {
      @Override
      public String name() {
        return transport.name();
      }

      @Override
      public EventLoop newLoop(String name, LoopLimits limits, Consumer<Throwable> faults) {
        return transport.newLoop(name, limits, faults);
      }

      @Override
      public String toString() {
        return transport.name();
      }
    };
  }

  /// Runs `task` on the loop and gives its result.
  <T> T call(Callable<T> task) {
    var result = new CompletableFuture<T>();
    boolean taken =
        loop.execute(() -> {
          try {
            result.complete(task.call());
          } catch (Throwable failure) {
            result.completeExceptionally(failure);
          }
        });
    assertThat(taken).isTrue();
    return await(result);
  }

  void run(Runnable task) {
    call(() -> {
      task.run();
      return true;
    });
  }

  Listener listen(Acceptor acceptor) {
    return call(() -> loop.listen(ANY_PORT, AT_ONCE, acceptor));
  }

  Socket connect(Address backend, SocketOwner owner) {
    return call(() -> loop.connect(backend, owner));
  }

  static <T> T await(CompletableFuture<T> result) {
    return result.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  /// Ends the loop and fails if a bug was reported or a socket is left open.
  @Override
  public void close() {
    loop.close();
    assertThat(faults).isEmpty();
    assertThat(loop.counters().openSockets()).isZero();
    assertThat(loop.counters().runningTimers()).isZero();
  }
}
