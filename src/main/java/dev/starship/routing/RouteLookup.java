package dev.starship.routing;

/// The answer of one lookup. "There is no such host" and "it could not be found out" are different
/// answers. Times are milliseconds of [System#nanoTime()]: moments, not ages, so that one answer
/// can be given to every session that asks.
public sealed interface RouteLookup {
  /// The host has a route.
  ///
  /// @param route the route
  /// @param confirmedAt when the source last said so
  /// @param level where the answer was found
  record Found(Route route, long confirmedAt, HitLevel level) implements RouteLookup {}

  /// The source says that there is no such host.
  ///
  /// @param confirmedAt when the source last said so
  /// @param level where the answer was found
  record Unknown(long confirmedAt, HitLevel level) implements RouteLookup {}

  /// The source could not be asked, and nothing it said earlier may be used.
  ///
  /// @param why one phrase for the log
  record Unavailable(String why) implements RouteLookup {}
}
