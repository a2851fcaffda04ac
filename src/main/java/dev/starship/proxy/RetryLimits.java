package dev.starship.proxy;

import java.time.Duration;

/// How often another backend is tried, as long as the client has got nothing.
///
/// @param attempts backends tried in all: a third that fails too is no accident of one backend. The
///   last one goes to a priority that has not failed yet, if somebody there is usable
/// @param time after which no further one is begun: a client waits meanwhile
public record RetryLimits(int attempts, Duration time) {
  /// The defaults.
  public static final RetryLimits DEFAULT = new RetryLimits(3, Duration.ofSeconds(10));

  /// Checks that one attempt is made.
  public RetryLimits {
    if (attempts < 1 || time.isNegative()) {
      throw new IllegalArgumentException("there is at least one attempt");
    }
  }

  /// Whether one attempt is left after so many have failed.
  boolean isLast(int failed) {
    return failed >= attempts - 1;
  }
}
