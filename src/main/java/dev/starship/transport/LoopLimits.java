package dev.starship.transport;

/// What an event loop may hold and do in one turn.
///
/// @param sharedBufferBytes size of the loop's shared buffer [256 KiB]: a quarter MiB halves the
///   CPU per byte of 16 KiB
/// @param acceptsPerTurn connections accepted before other sockets get their turn [64]
/// @param acceptRestNanos how long a listener rests after the system ran out of descriptors [100
///   ms]
/// @param timerTickNanos how late a timer may be [10 ms]
public record LoopLimits(
    int sharedBufferBytes, int acceptsPerTurn, long acceptRestNanos, long timerTickNanos) {
  /// The defaults.
  public static final LoopLimits DEFAULT =
      new LoopLimits(256 * 1024, 64, 100_000_000L, 10_000_000L);
}
