package dev.starship.routing;

import java.time.Duration;

/// What looking hosts up may take, however many are asked for and however slow the source is. Each
/// limit that is hit is counted.
///
/// @param underWay questions to the source at once [256]: at 5 ms an answer that is 50,000 a
///   second, and an API survives it
/// @param queued hosts that wait for their question, for hosts known and for hosts never known
///   apart [4,096]: a flood of invented hosts fills its own queue, not that of the known
/// @param queuedFor how long a host waits for its question before it counts as failed [2 s]:
///   browsers still wait then
/// @param waitersPerHost sessions that wait for the answer of one host [10,000]: more are a flood,
///   and each holds a buffer
/// @param misses hosts remembered as unknown [100,000]: apart from the known, 20 MB at most
/// @param backoffs failed hosts whose next question is put off [100,000]: apart from the known, 20
///   MB at most
/// @param firstBackoff how long a host is not asked for after it failed [250 ms]; doubles with each
///   failure in a row
/// @param longestBackoff where the doubling ends [2 s]: what a recovered source takes to be noticed
/// @param failuresInARow after how many failures for hosts that are known the source counts as one
///   that fails [20]: a single host that it cannot answer makes no such row soon
/// @param questionsWhileFailing how many questions a second it gets then, until it answers one
///   [100]: enough to notice within 10 ms that it is back, and few for everybody's CPU
/// @param snapshot what the snapshot on disk may take
public record LookupLimits(
    int underWay,
    int queued,
    Duration queuedFor,
    int waitersPerHost,
    int misses,
    int backoffs,
    Duration firstBackoff,
    Duration longestBackoff,
    int failuresInARow,
    int questionsWhileFailing,
    SnapshotLimits snapshot) {
  /// The defaults.
  public static final LookupLimits DEFAULT =
      new LookupLimits(
          256,
          4_096,
          Duration.ofSeconds(2),
          10_000,
          100_000,
          100_000,
          Duration.ofMillis(250),
          Duration.ofSeconds(2),
          20,
          100,
          SnapshotLimits.DEFAULT);

  /// Checks that something is possible at all.
  public LookupLimits {
    if (underWay < 1
        || waitersPerHost < 1
        || misses < 1
        || backoffs < 1
        || failuresInARow < 1
        || questionsWhileFailing < 1) {
      throw new IllegalArgumentException("each of these limits is at least 1");
    }
    if (queued < 0 || queuedFor.isNegative()) {
      throw new IllegalArgumentException("the queue's limits are not negative");
    }
    if (firstBackoff.isNegative() || longestBackoff.compareTo(firstBackoff) < 0) {
      throw new IllegalArgumentException("the longest back-off is at least the first");
    }
  }
}
