package dev.starship.source.file;

import dev.starship.address.HostPattern;
import dev.starship.address.Parsed;
import dev.starship.routing.Route;
import dev.starship.routing.RouteJson;

/// What one line (or entry) of a routes file says.
sealed interface RouteLine {
  /// Where it begins, from 1.
  int number();

  /// A route.
  record Good(int number, HostPattern pattern, Route route) implements RouteLine {}

  /// Something else.
  ///
  /// @param problem what is wrong, as one phrase
  record Bad(int number, String problem) implements RouteLine {}

  /// What a route's JSON says on line `number`.
  static RouteLine of(int number, RouteJson.Parsed json) {
    return switch (json) {
      case RouteJson.Parsed.Wrong(String why) -> new Bad(number, why);
      case RouteJson.Parsed.Valid(String host, Route _) when host == null ->
          new Bad(number, "host: is missing");
      case RouteJson.Parsed.Valid(String host, Route route) ->
          switch (HostPattern.parse(host)) {
            case Parsed.Valid<HostPattern>(HostPattern pattern) -> new Good(number, pattern, route);
            case Parsed.Invalid<HostPattern>(String why) -> new Bad(number, "host: " + why);
          };
    };
  }
}
