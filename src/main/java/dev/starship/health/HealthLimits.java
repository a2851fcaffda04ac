package dev.starship.health;

/// How much is remembered of backends.
///
/// @param addresses the addresses remembered, 200 bytes each; beyond, those without connections are
///   forgotten
public record HealthLimits(int addresses) {
  /// The defaults.
  public static final HealthLimits DEFAULT = new HealthLimits(100_000);

  /// Checks that something can be remembered.
  public HealthLimits {
    if (addresses < 1) {
      throw new IllegalArgumentException("at least one address is remembered");
    }
  }
}
