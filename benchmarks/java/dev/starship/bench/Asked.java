package dev.starship.bench;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What is asked of Starship in a row.
///
/// @param rows the beginning of their names
/// @param of what is limited
/// @param most the limit
record Asked(String rows, Of of, double most) {
  /// What a limit is for.
  enum Of {
    /// Starship's number divided by that of the best peer.
    RATIO,
    /// Starship's number itself.
    NUMBER,
    /// Starship's number divided by its own with ten routes.
    TIMES_TEN_ROUTES
  }

  private static final List<Asked> ALL =
      List.of(
          new Asked("idle-memory", Of.RATIO, 0.25),
          new Asked("idle-beside", Of.NUMBER, 1.10),
          new Asked("conn-with", Of.NUMBER, 1.05),
          new Asked("conn-saturated", Of.RATIO, 0.90),
          new Asked("conn-rate", Of.RATIO, 0.85),
          new Asked("gib", Of.RATIO, 1.00),
          new Asked("rtt", Of.RATIO, 1.00),
          new Asked("http", Of.RATIO, 1.00),
          new Asked("start-memory", Of.NUMBER, 80),
          new Asked("start", Of.NUMBER, 350),
          new Asked(Syscalls.ROW, Of.NUMBER, 14),
          new Asked("routes", Of.TIMES_TEN_ROUTES, 1.10),
          new Asked(Neighbour.FACTOR, Of.NUMBER, 2.00),
          new Asked(Pauses.ROW, Of.NUMBER, 0));

  /// Those whose limit is on the factor.
  private static final List<String> BY_FACTOR = List.of("idle-beside", "conn-with", "neighbour");

  private static final Asked P99 = new Asked("conn-rate", Of.RATIO, 1.10);

  /// What is asked in the row of this full name; null if nothing is.
  static @Nullable Asked in(String row) {
    if (row.endsWith(" p99")) {
      return P99;
    }
    if (row.contains(" p")
        || row.endsWith(" generator")
        || row.startsWith(Pauses.ROW + " ")
        || BY_FACTOR.stream().anyMatch(row::startsWith) != row.endsWith(" factor")) {
      return null;
    }
    return ALL.stream().filter(asked -> row.startsWith(asked.rows())).findFirst().orElse(null);
  }

  /// The limit as a table shows it.
  String limit() {
    return String.format(Locale.ROOT, of == Of.NUMBER ? "%.3g" : "%.2f", most);
  }
}
