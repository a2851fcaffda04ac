package dev.starship.health;

/// What a check asks of a backend.
public enum CheckKind {
  /// Nothing: it is not checked.
  NONE,
  /// That it takes a connection.
  TCP,
  /// That it completes a TLS handshake, whatever its certificate says.
  HANDSHAKE,
  /// That it answers a GET with an expected status; over TLS where that is what sessions bring.
  GET
}
