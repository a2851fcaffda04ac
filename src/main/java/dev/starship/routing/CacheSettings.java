package dev.starship.routing;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How the answers of a source are remembered. Immutable, any thread.
///
/// @param ttl how long an answer is fresh that says nothing of its own life [30 s]
/// @param negativeTtl the same for the answer that there is no such host [5 s]
/// @param staleFor how long after the source last confirmed it an answer may be used while the
///   source fails or is slow, unless the answer itself says `stale-if-error` [24 h]
/// @param freshWait how long a session waits for the source if an expired answer could be used
///   instead [200 ms]
/// @param refreshAhead the share of an answer's life after which it is asked for again in the
///   background [0.8]; 1 = never ahead
/// @param maxHosts how many hosts are remembered [1,000,000]; a large one counts for several
/// @param snapshot the file that keeps the answers for the next start; null (the default) for none
public record CacheSettings(
    Duration ttl,
    Duration negativeTtl,
    Duration staleFor,
    Duration freshWait,
    double refreshAhead,
    int maxHosts,
    @Nullable Path snapshot) {
  /// What a remembered host may take of the heap before it counts for several [600 B]: 405 were
  /// measured for a name of 30 letters with one backend, and the rest is for longer names and more
  /// backends.
  public static final int BYTES_PER_HOST = 600;

  /// The longest of any of these times: longer is a unit mixed up.
  public static final Duration LONGEST = Duration.ofDays(365);

  /// The defaults.
  public static final CacheSettings DEFAULT =
      new CacheSettings(
          Duration.ofSeconds(30),
          Duration.ofSeconds(5),
          Duration.ofHours(24),
          Duration.ofMillis(200),
          0.8,
          1_000_000,
          null);

  /// Checks that each time is 0 to [#LONGEST], that `refreshAhead` is 0 to 1, and that there is
  /// room for a host.
  public CacheSettings {
    check("ttl", ttl);
    check("negativeTtl", negativeTtl);
    check("staleFor", staleFor);
    check("freshWait", freshWait);
    if (!(refreshAhead >= 0 && refreshAhead <= 1)) {
      throw new IllegalArgumentException("refreshAhead is 0 to 1, not " + refreshAhead);
    }
    if (maxHosts < 1) {
      throw new IllegalArgumentException("maxHosts is at least 1, not " + maxHosts);
    }
  }

  private static void check(String name, Duration time) {
    if (time.isNegative() || time.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(name + " is 0 to 365 days, not " + time);
    }
  }

  /// The same settings without a snapshot.
  public CacheSettings withoutSnapshot() {
    return new CacheSettings(ttl, negativeTtl, staleFor, freshWait, refreshAhead, maxHosts, null);
  }
}
