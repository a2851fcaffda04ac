package dev.starship.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.address.Address;
import dev.starship.address.Ip;
import dev.starship.transport.ListenOptions.Sharing;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;

/// A running event loop for one test, which calls into it from its own thread.
final class TestLoop implements AutoCloseable {
  static final Address ANY_PORT = new Address(Ip.v4(0x7F000001), 0);
  static final ListenOptions AT_ONCE = new ListenOptions(false, 128, Sharing.ALONE);

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

  /// Every transport of this system, for parametrised tests.
  static Stream<Named<Transport>> transports() {
    return Stream.of(EpollTransport.supported() ? Transports.epoll() : null, Transports.nio())
        .filter(Objects::nonNull)
        .map(transport -> Named.of(transport.name(), transport));
  }

  /// The same, and each once more with forced short reads and writes.
  static Stream<Named<Transport>> transportsAndShortTransfers() {
    return transports()
        .flatMap(plain -> {
          Transport torn = new ShortTransfers(plain.getPayload(), 42);
          return Stream.of(plain, Named.of(torn.toString(), torn));
        });
  }

  /// Hands clients to `taker`, and does not expect descriptors to run out.
  static Acceptor accepting(Consumer<Socket> taker) {
    return new Acceptor() {
      @Override
      public void accepted(Socket client, Address peer) {
        taker.accept(client);
      }

      @Override
      public void exhausted(NetworkFailure failure) {
        throw new AssertionError("descriptors ran out: " + failure);
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
