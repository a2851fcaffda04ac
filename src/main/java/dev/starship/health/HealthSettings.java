package dev.starship.health;

import java.time.Duration;

/// When a backend's address is left out, and how it comes back.
///
/// @param failures so many connects in a row that fail eject it
/// @param ejectFor how long it is left out the first time; each further time is twice as long
/// @param ejectAtMost the longest such time
/// @param slowStart how long its share grows from a tenth to the whole afterwards; a failure within
///   that time ejects it again at once
/// @param check how it is asked besides
public record HealthSettings(
    int failures,
    Duration ejectFor,
    Duration ejectAtMost,
    Duration slowStart,
    CheckSettings check) {
  /// The longest time, so that sums of nanoseconds cannot overflow.
  public static final Duration LONGEST = Duration.ofHours(24);

  /// The defaults.
  public static final HealthSettings DEFAULT =
      new HealthSettings(
          3,
          Duration.ofSeconds(5),
          Duration.ofMinutes(5),
          Duration.ofSeconds(30),
          CheckSettings.DEFAULT);

  /// Checks numbers and times.
  public HealthSettings {
    if (failures < 1 || !ejectFor.isPositive() || ejectAtMost.compareTo(ejectFor) < 0) {
      throw new IllegalArgumentException("an ejection has a reason, and some time up to the most");
    }
    if (slowStart.isNegative()
        || slowStart.compareTo(LONGEST) > 0
        || ejectAtMost.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("times of health are at most 24 hours");
    }
  }
}
