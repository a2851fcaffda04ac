package dev.starship.routing;

import java.time.Duration;

/// What the snapshot on disk may take. Each limit that is hit is counted in [LookupCounters].
///
/// @param pending changed hosts that wait to be written [100,000]: a second's worth of the busiest
///   start, 30 MB at most; also forgotten hosts that loading must not bring back
/// @param every how often they are written [1 s]: what a kill may lose
/// @param retry how long after a failure the file is tried again [10 s]: a full disk or an old
///   process takes as long
/// @param validatorChars the longest validator that is written [1,024]: without it the next answer
///   is merely whole again
public record SnapshotLimits(int pending, Duration every, Duration retry, int validatorChars) {
  /// The defaults.
  public static final SnapshotLimits DEFAULT =
      new SnapshotLimits(100_000, Duration.ofSeconds(1), Duration.ofSeconds(10), 1_024);

  /// Checks that something is possible at all.
  public SnapshotLimits {
    if (pending < 1 || every.toMillis() < 1 || retry.toMillis() < 1 || validatorChars < 0) {
      throw new IllegalArgumentException("the snapshot's limits are positive");
    }
  }
}
