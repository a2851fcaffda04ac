package dev.starship.routing;

/// The PROXY protocol towards a backend.
public enum ProxyVersion {
  /// None is sent.
  NONE,
  /// Version 1, text.
  V1,
  /// Version 2, binary.
  V2
}
