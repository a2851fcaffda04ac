package dev.starship.transport;

/// What one event loop has counted since it started. Written by the loop, read by any thread, each
/// number on its own.
public interface LoopCounters {
  /// Connections accepted.
  long accepted();

  /// Connects begun.
  long connects();

  /// Sockets open now, accepted and connected, listeners not counted.
  long openSockets();

  /// Bytes read from sockets.
  long bytesRead();

  /// Bytes written to sockets.
  long bytesWritten();

  /// How often a listener had to rest because descriptors or memory ran out.
  long acceptRests();

  /// Timers running now.
  long runningTimers();

  /// Tasks refused because too many waited ([LoopLimits#tasksWaiting]).
  long refusedTasks();

  /// What owners, acceptors, tasks and timers threw: bugs.
  long faults();
}
