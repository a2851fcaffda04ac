package dev.starship.transport;

import java.io.IOException;
import java.nio.channels.Selector;
import java.util.function.Consumer;

/// Sockets of `java.nio.channels`. It needs nothing but a JDK, and costs about a fifth more CPU per
/// connection than [EpollTransport]. What it cannot do: deferred accept, and telling failures apart
/// for which `java.nio` has no exception type ([NioFailures]).
final class NioTransport implements Transport {
  @Override
  public String name() {
    return "nio";
  }

  @Override
  public EventLoop newLoop(String name, LoopLimits limits, Consumer<Throwable> faults) {
    try {
      return new NioLoop(name, limits, faults, Selector.open());
    } catch (IOException refused) {
      throw new TransportException(
          NetworkFailure.NO_DESCRIPTORS,
          "the system grants no further event loop: raise ulimit -n");
    }
  }
}
