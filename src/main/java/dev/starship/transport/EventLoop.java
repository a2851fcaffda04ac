package dev.starship.transport;

import dev.starship.address.Address;
import org.jspecify.annotations.Nullable;

/// One thread that waits for readiness and runs whatever follows from it. A socket lives on one
/// loop from start to end, and all methods here and on its sockets and timers are called on the
/// loop's thread, except where the comment says otherwise.
public interface EventLoop extends AutoCloseable {
  /// Starts the thread. Called once, from any thread.
  void start();

  /// Runs `task` on the loop's thread soon, in the order given. Any thread; a task given after the
  /// loop closed, or beyond [LoopLimits#tasksWaiting], is dropped and answered with false.
  boolean execute(Runnable task);

  /// Whether the caller is on this loop's thread.
  boolean inLoop();

  /// Opens a listening socket. Each loop that shares an address opens its own (SO_REUSEPORT). Any
  /// thread before [#start()], then the loop's. `::` also takes IPv4.
  ///
  /// @throws TransportException if the address cannot be bound; the message says which and why
  Listener listen(Address address, ListenOptions options, Acceptor acceptor);

  /// Begins to connect to `backend`. The first write to the socket reports whether that succeeded:
  /// `owner` is called when it is worth a try. A connect that failed at once, also for want of
  /// descriptors, returns a socket whose [Socket#failure()] is set already; `owner` is not called
  /// then. [Socket#close()] is due in every case.
  Socket connect(Address backend, SocketOwner owner);

  /// The loop's shared buffer, empty, for bytes that are moved on within the same call. One at a
  /// time.
  Buffer sharedBuffer();

  /// A new, empty pipe of [LoopLimits#pipeBytes]; null where there are none, or the system refuses
  /// one: then bytes have to be copied.
  @Nullable Pipe newPipe();

  /// A timer of this loop that is not running. `task` runs on the loop's thread.
  Timer newTimer(Runnable task);

  /// Nanoseconds on the loop's clock, read once for each turn of the loop; only differences mean
  /// anything.
  long nanoTime();

  /// What this loop has counted. Any thread.
  LoopCounters counters();

  /// Ends the thread after the tasks already given, and closes every socket and listener that is
  /// still open (a reset for sockets). Returns when it is done. Any thread but the loop's.
  @Override
  void close();
}
