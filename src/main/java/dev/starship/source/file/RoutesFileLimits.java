package dev.starship.source.file;

import java.time.Duration;

/// What reading and watching a routes file may take. A line has the limits of a route document.
///
/// @param tableBytes the memory of a table while it is filled: a million routes that have nothing
///   in common take 115 MB, and while a changed file is taken over there are two tables, which may
///   have half of the heap, as caches may
/// @param yamlBytes the size of a YAML file: its parser is thirty times slower than that of JSON
///   lines, which have no such limit
/// @param problems how many problems of one file are told: beyond that it is one mistake made often
/// @param readers how many threads parse a file at start: the one that fills the table keeps no
///   more than four busy
/// @param settle how long a changed file has to stay as it is before it is read: a writer's pauses
///   are shorter
/// @param look how often the file is looked at where the system tells of no change (network file
///   systems, symbolic links that lead elsewhere)
record RoutesFileLimits(
    long tableBytes, int yamlBytes, int problems, int readers, Duration settle, Duration look) {
  private static final long MOST_TABLE_BYTES = 1L << 30;

  /// The defaults.
  public static final RoutesFileLimits DEFAULT =
      new RoutesFileLimits(
          tableBytes(Runtime.getRuntime().maxMemory()),
          64 << 20,
          20,
          Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 4),
          Duration.ofMillis(100),
          Duration.ofSeconds(1));

  /// The limit of a table in a JVM whose heap may grow to `heapBytes`.
  static long tableBytes(long heapBytes) {
    return Math.clamp(heapBytes / 4, 1, MOST_TABLE_BYTES);
  }

  /// Checks that no limit forbids everything.
  public RoutesFileLimits {
    if (tableBytes < 1 || tableBytes > MOST_TABLE_BYTES) {
      throw new IllegalArgumentException("a table has 1 byte to 1 GiB");
    }
    if (yamlBytes < 1 || problems < 1 || readers < 1) {
      throw new IllegalArgumentException("each limit of a routes file has to be positive");
    }
    if (!settle.isPositive() || settle.compareTo(look) > 0) {
      throw new IllegalArgumentException("settle has to be positive and not longer than look");
    }
  }
}
