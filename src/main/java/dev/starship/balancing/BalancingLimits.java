package dev.starship.balancing;

/// What choosing keeps to.
///
/// @param panicPercent while fewer of the backends of the first priority are usable, and there is
///   no other priority to go to, all of them count as usable: the few must not drown in what all
///   got, and what took so many out may well be on our side
/// @param overfullPercent how full a backend may be, measured by its even share, before a client
///   that source_hash leads there goes to its next one
/// @param overfullConnections how many connections a backend has at least when it is passed over: a
///   browser opens several at once, and they belong together
public record BalancingLimits(int panicPercent, int overfullPercent, int overfullConnections) {
  /// The defaults.
  public static final BalancingLimits DEFAULT = new BalancingLimits(50, 125, 100);

  /// Checks that choices stay possible.
  public BalancingLimits {
    if (panicPercent < 0
        || panicPercent > 100
        || overfullPercent <= 100
        || overfullConnections < 0) {
      throw new IllegalArgumentException(
          "panic begins at a share of the backends, and overfull is more than an even share");
    }
  }
}
