package dev.starship.transport;

/// What an event loop may hold and do in one turn.
///
/// @param sharedBufferBytes size of the loop's shared buffer [256 KiB]: a quarter MiB halves the
///   CPU per byte of 16 KiB
/// @param acceptsPerTurn connections accepted before other sockets get their turn [64]
/// @param eventsPerTurn sockets told of a change before timers and tasks get their turn [1,024]: at
///   20 us each, timers are late by one tick at most
/// @param tasksPerTurn tasks run before sockets get their turn [1,024]
/// @param tasksWaiting tasks that may wait [1,048,576]: each session waits for one at a time, so
///   more of them are a fault; a task beyond is refused and counted
/// @param acceptRestNanos how long a listener rests after the system ran out of descriptors [100
///   ms]
/// @param timerTickNanos how late a timer may be [10 ms]
/// @param pipeBytes size of a pipe that bulk passes through [1 MiB]: what Linux lets any user have;
///   of the default 64 KiB most of the gain is lost again to calls
/// @param pipeRestNanos how long no pipe is asked for after the system refused one [1 s]
/// @param sendBufferBytes SO_SNDBUF of every socket, which bounds the kernel memory that a slow
///   reader holds [0: the system tunes it]
/// @param receiveBufferBytes SO_RCVBUF of every socket [0: the system tunes it]
public record LoopLimits(
    int sharedBufferBytes,
    int acceptsPerTurn,
    int eventsPerTurn,
    int tasksPerTurn,
    int tasksWaiting,
    long acceptRestNanos,
    long timerTickNanos,
    int pipeBytes,
    long pipeRestNanos,
    int sendBufferBytes,
    int receiveBufferBytes) {
  /// The defaults.
  public static final LoopLimits DEFAULT =
      new LoopLimits(
          256 * 1024,
          64,
          1_024,
          1_024,
          1 << 20,
          100_000_000L,
          10_000_000L,
          1 << 20,
          1_000_000_000L,
          0,
          0);

  /// The least number of tasks that may wait: what the queue's first block holds.
  static final int LEAST_TASKS_WAITING = 1_024;

  /// Checks that the loop can turn at all.
  public LoopLimits {
    if (sharedBufferBytes < 1
        || acceptsPerTurn < 1
        || eventsPerTurn < 1
        || tasksPerTurn < 1
        || tasksWaiting < LEAST_TASKS_WAITING
        || acceptRestNanos < 1
        || timerTickNanos < 1
        || pipeBytes < 1
        || pipeRestNanos < 1
        || sendBufferBytes < 0
        || receiveBufferBytes < 0) {
      throw new IllegalArgumentException("a limit of the event loop is below its least value");
    }
  }

  /// The same limits with pipes of another size, in bytes.
  public LoopLimits withPipes(int bytes) {
    return new LoopLimits(
        sharedBufferBytes,
        acceptsPerTurn,
        eventsPerTurn,
        tasksPerTurn,
        tasksWaiting,
        acceptRestNanos,
        timerTickNanos,
        bytes,
        pipeRestNanos,
        sendBufferBytes,
        receiveBufferBytes);
  }

  /// The same limits with other socket buffers, in bytes; 0 leaves them to the system.
  public LoopLimits withSocketBuffers(int sendBytes, int receiveBytes) {
    return new LoopLimits(
        sharedBufferBytes,
        acceptsPerTurn,
        eventsPerTurn,
        tasksPerTurn,
        tasksWaiting,
        acceptRestNanos,
        timerTickNanos,
        pipeBytes,
        pipeRestNanos,
        sendBytes,
        receiveBytes);
  }
}
