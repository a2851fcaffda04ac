package dev.starship.config;

import java.util.List;
import java.util.Map;

/// A value of a YAML document and the line it stands on.
sealed interface Node {
  int line();

  /// Text, a number, a truth value: whatever stands there as it was written, without quotes.
  record Scalar(int line, String text) implements Node {}

  /// A key without a value.
  record Nothing(int line) implements Node {}

  record Items(int line, List<Node> nodes) implements Node {}

  /// Keys and values in the order of the file.
  record Fields(int line, Map<String, Field> byKey) implements Node {}

  /// A value under its key.
  ///
  /// @param line the line of the key
  record Field(int line, Node value) {}
}
