package dev.starship.routing;

/// How a backend is chosen among several.
public enum Balance {
  /// The less loaded of two drawn at random.
  P2C,
  /// The least loaded.
  LEAST_CONNECTIONS,
  /// Each in its turn.
  ROUND_ROBIN,
  /// By the client's address.
  SOURCE_HASH
}
