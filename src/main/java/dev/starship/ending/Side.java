package dev.starship.ending;

/// Whose doing an ending was.
public enum Side {
  /// The client, or the network between it and Starship.
  CLIENT,
  /// Starship itself: a limit, an operator's wish, a fault.
  STARSHIP,
  /// The source of routes, or what it answered.
  SOURCE,
  /// The backend, or the network between it and Starship.
  BACKEND
}
