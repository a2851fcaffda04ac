package dev.starship.routing;

import java.time.Duration;

/// The answer of one lookup. "There is no such host" and "it could not be found out" are different
/// answers.
public sealed interface RouteLookup {
  /// The host has a route.
  ///
  /// @param route the route
  /// @param age since the source last confirmed it
  /// @param level where the answer was found
  record Found(Route route, Duration age, HitLevel level) implements RouteLookup {}

  /// The source says that there is no such host.
  ///
  /// @param age since the source last confirmed it
  /// @param level where the answer was found
  record Unknown(Duration age, HitLevel level) implements RouteLookup {}

  /// The source could not be asked, and nothing it said earlier may be used.
  ///
  /// @param why one phrase for the log
  record Unavailable(String why) implements RouteLookup {}
}
