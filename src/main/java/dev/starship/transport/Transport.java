package dev.starship.transport;

import java.util.function.Consumer;

/// A way to wait for and move bytes: `epoll` by system calls on Linux, `nio` everywhere. Both
/// behave the same to their callers; the integration tests run on each.
public interface Transport {
  /// The name in configuration, log and metrics: `epoll` or `nio`.
  String name();

  /// A new event loop that is not running yet.
  ///
  /// @param name the name of its thread
  /// @param limits what it may hold
  /// @param faults told, on the loop's thread, of everything that an owner, acceptor, task or timer
  ///   threw: a bug. The loop goes on. A socket whose owner threw is reset and its owner not called
  ///   again; so is a client whose acceptor threw.
  /// @throws TransportException if the system grants no further loop (descriptors)
  EventLoop newLoop(String name, LoopLimits limits, Consumer<Throwable> faults);
}
