package dev.starship.proxy;

import java.time.Duration;

/// When two addresses of one name, of different families, are connected to at once (RFC 8305).
///
/// @param after how long the first has for itself: what RFC 8305 section 8 recommends, more than a
///   round trip to anywhere, and less than a person notices
/// @param lost how long its rivals go before an address that lost: a family that leads nowhere is
///   seldom repaired sooner, and each session that tries it waits
public record RaceLimits(Duration after, Duration lost) {
  /// The defaults.
  public static final RaceLimits DEFAULT =
      new RaceLimits(Duration.ofMillis(250), Duration.ofMinutes(10));

  /// Checks that the first has a chance.
  public RaceLimits {
    if (!after.isPositive() || lost.isNegative()) {
      throw new IllegalArgumentException("whoever comes second begins later");
    }
  }
}
