package dev.starship.proxy;

import dev.starship.transport.EventLoop;
import dev.starship.transport.ForwardingLoop;
import dev.starship.transport.LoopLimits;
import dev.starship.transport.Transport;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

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

  private static final class StoppedLoop extends ForwardingLoop {
    private final AtomicLong nanos;

    StoppedLoop(EventLoop inner, AtomicLong nanos) {
      super(inner);
      this.nanos = nanos;
    }

    @Override
    public long nanoTime() {
      return nanos.get();
    }
  }
}
