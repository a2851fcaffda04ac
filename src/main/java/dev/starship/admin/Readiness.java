package dev.starship.admin;

import java.util.List;

/// Whether new sessions should be sent here.
///
/// @param missing what is not there yet, a phrase for each; empty if ready
public record Readiness(List<String> missing) {
  /// Ready for sessions.
  public static final Readiness READY = new Readiness(List.of());

  /// Keeps a copy.
  public Readiness {
    missing = List.copyOf(missing);
  }

  /// Whether nothing is missing.
  public boolean isReady() {
    return missing.isEmpty();
  }
}
