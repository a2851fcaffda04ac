package dev.starship.proxy;

import dev.starship.address.Address;
import dev.starship.transport.Acceptor;
import dev.starship.transport.Buffer;
import dev.starship.transport.EventLoop;
import dev.starship.transport.ListenOptions;
import dev.starship.transport.Listener;
import dev.starship.transport.LoopCounters;
import dev.starship.transport.LoopLimits;
import dev.starship.transport.Pipe;
import dev.starship.transport.Socket;
import dev.starship.transport.SocketOwner;
import dev.starship.transport.Timer;
import dev.starship.transport.Transport;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A transport on whose loops no time passes but what a test lets pass. Their timers go by the real
/// one.
final class StoppedClock implements Transport {
  private final Transport inner;
  private final AtomicLong nanos = new AtomicLong();

  StoppedClock(Transport inner) {
    this.inner = inner;
  }

  /// Lets time pass. Any thread.
  void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Override
  public String name() {
    return inner.name();
  }

  @Override
  public EventLoop newLoop(String name, LoopLimits limits, Consumer<Throwable> faults) {
    return new StoppedLoop(inner.newLoop(name, limits, faults), nanos);
  }

  private record StoppedLoop(EventLoop inner, AtomicLong nanos) implements EventLoop {
    @Override
    public long nanoTime() {
      return nanos.get();
    }

    @Override
    public void start() {
      inner.start();
    }

    @Override
    public boolean execute(Runnable task) {
      return inner.execute(task);
    }

    @Override
    public boolean inLoop() {
      return inner.inLoop();
    }

    @Override
    public Listener listen(Address address, ListenOptions options, Acceptor acceptor) {
      return inner.listen(address, options, acceptor);
    }

    @Override
    public Socket connect(Address backend, SocketOwner owner) {
      return inner.connect(backend, owner);
    }

    @Override
    public Buffer sharedBuffer() {
      return inner.sharedBuffer();
    }

    @Override
    public @Nullable Pipe newPipe() {
      return inner.newPipe();
    }

    @Override
    public Timer newTimer(Runnable task) {
      return inner.newTimer(task);
    }

    @Override
    public LoopCounters counters() {
      return inner.counters();
    }

    @Override
    public void close() {
      inner.close();
    }
  }
}
