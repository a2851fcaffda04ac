package dev.starship.balancing;

/// What choosing keeps to.
///
/// @param panicPercent while fewer of the backends of the first priority are usable, and there is
///   no other priority to go to, all of them count as usable: the few must not drown in what all
///   got, and what took so many out may well be on our side
/// @param overfullPercent how full a backend may be, measured by its even share, before a client
///   that source_hash leads there goes to its next one
public record BalancingLimits(int panicPercent, int overfullPercent) {
  /// The defaults.
  public static final BalancingLimits DEFAULT = new BalancingLimits(50, 125);

  /// Checks that choices stay possible.
  public BalancingLimits {
    if (panicPercent < 0 || panicPercent > 100 || overfullPercent <= 100) {
      throw new IllegalArgumentException(
          "panic begins at 0-100 % of the backends, and overfull is more than 100 %");
    }
  }
}
