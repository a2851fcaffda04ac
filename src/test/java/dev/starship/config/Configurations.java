package dev.starship.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Loads texts for tests: a heap of 4 GiB and the environment that the test gives.
final class Configurations {
  /// The least that is a configuration.
  static final String LEAST =
      """
      listeners:
        - bind: 127.0.0.1:8443
      routes:
        source:
          http: { url: "http://api.internal/routes/{host}" }
      """;

  static final long HEAP = 4L << 30;
  static final long DESCRIPTORS = 20_512;

  private Configurations() {}

  static Loaded load(String text) {
    return load(text, Map.of());
  }

  static Loaded load(String text, Map<String, String> environment) {
    return load(text, environment, Path.of("/"));
  }

  static Loaded load(String text, Map<String, String> environment, Path folder) {
    return ConfigurationFile.parse(
        "starship.yaml", text, new Surroundings(environment, folder, HEAP, DESCRIPTORS, 2, false));
  }

  static Settings settings(Loaded loaded) {
    return switch (loaded) {
      case Loaded.Good good -> good.settings();
      case Loaded.Bad(var problems) -> throw new AssertionError("refused: " + problems);
    };
  }

  static Settings settings(String text) {
    return settings(load(text));
  }

  static String effective(Loaded loaded) {
    return switch (loaded) {
      case Loaded.Good good -> good.effective();
      case Loaded.Bad(var problems) -> throw new AssertionError("refused: " + problems);
    };
  }

  /// The problems as an operator reads them.
  static List<String> problems(Loaded loaded) {
    return switch (loaded) {
      case Loaded.Good _ -> List.of();
      case Loaded.Bad(var problems) -> problems.stream().map(Problem::toString).toList();
    };
  }

  static List<String> problems(String text) {
    return problems(load(text));
  }
}
