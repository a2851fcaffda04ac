package dev.starship.routing;

/// What a host may use, as its route says.
///
/// @param sessions the most sessions at once; 0 = no limit
/// @param sessionsPerSecond the most new sessions a second; 0 = no limit
public record RouteLimits(int sessions, int sessionsPerSecond) {
  /// No limit.
  public static final RouteLimits NONE = new RouteLimits(0, 0);
}
