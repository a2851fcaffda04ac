package dev.starship.transport;

/// What one event loop has counted since it started. Written by the loop, read by any thread, each
/// number on its own.
public interface LoopCounters {
  /// Connections accepted here and passed on to a loop that has fewer sockets.
  long passedOn();

  /// Connections accepted here while all new ones of their address came to this loop.
  long gathered();

  /// Connects begun.
  long connects();

  /// Sockets open now, accepted and connected, listeners not counted.
  long openSockets();

  /// Bytes read from sockets.
  long bytesRead();

  /// Bytes written to sockets.
  long bytesWritten();

  /// Those of [#bytesWritten()] that went through a pipe, uncopied.
  long bytesSpliced();

  /// How often the system refused a pipe of [LoopLimits#pipeBytes].
  long refusedPipes();

  /// How often a listener had to rest because descriptors or memory ran out.
  long acceptRests();

  /// Timers running now.
  long runningTimers();

  /// Tasks refused because too many waited ([LoopLimits#tasksWaiting]).
  long refusedTasks();

  /// What owners, acceptors, tasks and timers threw: bugs.
  long faults();

  /// How long the turns took, from the end of the wait to the next: so long a socket that became
  /// ready at the wrong moment had to wait, whatever held the loop up. One count for each bucket of
  /// [#turnBoundsSeconds()] and one for what was longer.
  long[] turns();

  /// All turns together, seconds.
  double turnSeconds();

  /// The upper bounds of the buckets of [#turns()] but the last.
  static double[] turnBoundsSeconds() {
    return Counters.turnBoundsSeconds();
  }
}
