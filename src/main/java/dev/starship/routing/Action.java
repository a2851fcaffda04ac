package dev.starship.routing;

/// What a route does with a session.
public enum Action {
  /// Connects to a backend and moves bytes.
  FORWARD,
  /// Answers with a redirect to the route's location.
  REDIRECT,
  /// Says that the host is in maintenance.
  MAINTENANCE,
  /// Says that the host is suspended.
  SUSPENDED,
  /// Says that the host is gone for good.
  GONE
}
