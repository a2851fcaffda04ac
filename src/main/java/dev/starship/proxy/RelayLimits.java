package dev.starship.proxy;

import dev.starship.transport.LoopLimits;

/// What moving bytes may cost on one event loop. The numbers of buffers and pipes are for a machine
/// with memory enough; on others they are fewer ([#within]).
///
/// @param reserveBuffers buffers of the size of the loop's shared one that may be held by receivers
///   which do not keep up [192]: 48 MiB with 256 KiB each
/// @param scarceBuffers buffers of `scarceReadBytes` that may be held so besides them [1,024]: 16
///   MiB
/// @param scarceReadBytes how much is read at once when the large ones are used up [16 KiB]: what
///   others read at any time, so that many slow receivers do not make bulk dear for everyone
/// @param leastReadBytes how much is read at once when both are used up, and of what comes behind a
///   request [4 KiB]: 5,000 further slow receivers then cost 20 MiB more
/// @param turnBytes how much one direction may move before others get their turn [1 MiB]
/// @param reservePipes pipes that may be held by receivers which do not keep up [48]: 48 MiB with 1
///   MiB each, and of one event loop less than the 64 MiB that Linux grants a user in all; bytes
///   beyond are copied
/// @param bulkBytes how much has to come in one read, twice in a row, for a direction to go through
///   a pipe [64 KiB]: from here on moving pages costs less than copying them
/// @param trickleBytes how little has to come in one read, four times in a row, for it to be copied
///   again [16 KiB]
public record RelayLimits(
    int reserveBuffers,
    int scarceBuffers,
    int scarceReadBytes,
    int leastReadBytes,
    int turnBytes,
    int reservePipes,
    int bulkBytes,
    int trickleBytes) {
  /// The defaults.
  public static final RelayLimits DEFAULT =
      new RelayLimits(192, 1_024, 16 * 1024, 4_096, 1 << 20, 48, 64 * 1024, 16 * 1024);

  private static final int LEAST_BUFFERS = 8;
  private static final int LEAST_PIPES = 2;

  /// The same limits with as much fewer buffers and pipes as needed for receivers to hold at most
  /// `mostBytes` on this loop, but for the small buffers beyond; never fewer than a few.
  ///
  /// @param loop how large the buffers and pipes are
  public RelayLimits within(long mostBytes, LoopLimits loop) {
    long bytes =
        (long) reserveBuffers * loop.sharedBufferBytes()
            + (long) scarceBuffers * scarceReadBytes
            + (long) reservePipes * loop.pipeBytes();
    double share = Math.min(1, (double) mostBytes / bytes);
    return new RelayLimits(
        fewer(reserveBuffers, share, LEAST_BUFFERS),
        fewer(scarceBuffers, share, LEAST_BUFFERS),
        scarceReadBytes,
        leastReadBytes,
        turnBytes,
        fewer(reservePipes, share, LEAST_PIPES),
        bulkBytes,
        trickleBytes);
  }

  /// How many descriptors the pipes take.
  public int pipeDescriptors() {
    return 2 * reservePipes;
  }

  private static int fewer(int count, double share, int least) {
    return Math.min(count, Math.max(least, (int) (count * share)));
  }
}
