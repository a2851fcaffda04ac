package dev.starship.health;

import java.time.Duration;

/// What checks of backends may cost, however many hosts name them.
///
/// @param addresses how many addresses are checked, 300 bytes each: with the usual interval, 2,000
///   checks a second; further ones stand as their sessions find them
/// @param atOnce how many checks are under way at once, each a descriptor: with the usual interval
///   and timeout, 2,500 addresses may be silent together before any check is left out
/// @param unused how long an address is checked after a session last could have come to it: twice
///   the longest ejection
record CheckLimits(int addresses, int atOnce, Duration unused) {
  /// The defaults.
  public static final CheckLimits DEFAULT = new CheckLimits(10_000, 1_024, Duration.ofMinutes(10));

  /// Checks that something can be checked.
  public CheckLimits {
    if (addresses < 1 || atOnce < 1 || !unused.isPositive()) {
      throw new IllegalArgumentException("each limit of checks has to be positive");
    }
  }
}
