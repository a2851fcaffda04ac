package dev.starship.routing;

import java.time.Duration;

/// What one route document may hold. Whatever is over a limit makes the document wrong, which the
/// lookup that got it counts as failed.
///
/// @param documentBytes the bytes of the whole document: 256 backends with long names are 40 KiB
/// @param nesting how deep objects and lists stand in each other: the contract needs 3, unknown
///   fields may need more
/// @param backends the backends of a route: more belong behind a cluster's own balancer
/// @param textChars the characters of a name for people (`app`, `host`, `cluster`): they stand in
///   every log line
/// @param locationChars the characters of a redirect's location: the longest that every browser
///   takes
/// @param ttl the longest life an answer may ask for: longer is a unit mixed up
public record RouteJsonLimits(
    int documentBytes, int nesting, int backends, int textChars, int locationChars, Duration ttl) {
  /// The defaults.
  public static final RouteJsonLimits DEFAULT =
      new RouteJsonLimits(64 * 1024, 16, 256, 256, 2048, Duration.ofDays(365));

  /// The largest weight of a backend: enough to tell a thousandth of the sessions.
  static final int MAX_WEIGHT = 1000;

  /// The largest priority of a backend.
  static final int MAX_PRIORITY = 1000;

  /// Checks that no limit forbids everything.
  public RouteJsonLimits {
    if (documentBytes < 1 || nesting < 3 || backends < 1 || textChars < 1 || locationChars < 1) {
      throw new IllegalArgumentException("each limit of a route document has to be positive");
    }
    if (ttl.isNegative()) {
      throw new IllegalArgumentException("the longest ttl is not negative");
    }
  }
}
