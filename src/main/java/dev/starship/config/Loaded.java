package dev.starship.config;

import java.util.List;

/// What became of a configuration.
public sealed interface Loaded {
  /// It holds.
  ///
  /// @param settings the settings, with a default for each key that was not given
  /// @param effective the same as YAML; a secret is `***`, or `${…}` if the file said so
  record Good(Settings settings, String effective) implements Loaded {}

  /// It doesn't.
  ///
  /// @param problems everything that is wrong, by line; at least one
  record Bad(List<Problem> problems) implements Loaded {}
}
