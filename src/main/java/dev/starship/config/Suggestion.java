package dev.starship.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// Finds the known word that a misspelt one probably means.
final class Suggestion {
  private Suggestion() {}

  /// The nearest of `known`, if so few letters are wrong that it is a likely slip: one of three, at
  /// most three.
  static Optional<String> nearest(String word, Collection<String> known) {
    String given = bare(word);
    int allowed = Math.clamp(given.length() / 3, 1, 3);
    return known.stream()
        .filter(candidate -> distance(given, bare(candidate)) <= allowed)
        .min(Comparator.comparingInt(candidate -> distance(given, bare(candidate))));
  }

  /// `idle_timeout`, `idle-timeout` and `IdleTimeout` are all a way to write `idleTimeout`.
  private static String bare(String word) {
    return word.replaceAll("[-_ ]", "").toLowerCase(Locale.ROOT);
  }

  /// The least number of letters put in, left out, changed or swapped with their neighbour (optimal
  /// string alignment).
  static int distance(String one, String other) {
    int[][] steps = new int[one.length() + 1][other.length() + 1];
    for (int i = 0; i <= one.length(); i++) {
      for (int j = 0; j <= other.length(); j++) {
        if (i == 0 || j == 0) {
          steps[i][j] = i + j;
          continue;
        }
        int change = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
        int best =
            Math.min(steps[i - 1][j - 1] + change, Math.min(steps[i - 1][j], steps[i][j - 1]) + 1);
        if (i > 1
            && j > 1
            && one.charAt(i - 1) == other.charAt(j - 2)
            && one.charAt(i - 2) == other.charAt(j - 1)) {
          best = Math.min(best, steps[i - 2][j - 2] + 1);
        }
        steps[i][j] = best;
      }
    }
    return steps[one.length()][other.length()];
  }
}
