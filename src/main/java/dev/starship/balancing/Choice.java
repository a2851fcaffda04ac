package dev.starship.balancing;

import dev.starship.address.Address;

/// One address that can be chosen, and how it stands at this moment.
///
/// @param address where it is
/// @param weight its share of the sessions within its priority, more than 0
/// @param priority 0 is tried first
/// @param connections how many sessions it has now
/// @param readiness how much of its share it should get: 0 while it is ejected, then growing to 1
/// @param tried whether this session has failed there already
public record Choice(
    Address address,
    double weight,
    int priority,
    int connections,
    double readiness,
    boolean tried) {
  /// Checks weight and readiness.
  public Choice {
    if (!(weight > 0) || !(readiness >= 0) || readiness > 1) {
      throw new IllegalArgumentException("a weight is positive, and a readiness is 0 to 1");
    }
  }

  /// The share it gets now; that of one who is ejected counts only where all are.
  double share() {
    return readiness == 0 ? weight : weight * readiness;
  }

  /// How full it is for its share.
  double fullness() {
    return connections / share();
  }
}
