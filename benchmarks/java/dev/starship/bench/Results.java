package dev.starship.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// All numbers of a comparison, by row and contender, in the order they came.
final class Results {
  private final Map<String, Map<String, List<Double>>> values = new LinkedHashMap<>();

  void add(String row, String contender, double value) {
    values
        .computeIfAbsent(row, _ -> new LinkedHashMap<>())
        .computeIfAbsent(contender, _ -> new ArrayList<>())
        .add(value);
  }

  List<String> rows() {
    return List.copyOf(values.keySet());
  }

  /// The contenders that took part in a row.
  List<String> contenders(String row) {
    return List.copyOf(values.getOrDefault(row, Map.of()).keySet());
  }

  /// Every number of a contender in a row, in the order they came.
  List<Double> of(String row, String contender) {
    return values.getOrDefault(row, Map.of()).getOrDefault(contender, List.of());
  }

  double median(String row, String contender) {
    return median(of(row, contender));
  }

  /// The middle of some numbers; the mean of the two middle ones of an even count.
  static double median(List<Double> numbers) {
    double[] sorted = numbers.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    if (sorted.length == 0) {
      return Double.NaN;
    }
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  double least(String row, String contender) {
    return of(row, contender).stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
  }

  double most(String row, String contender) {
    return of(row, contender).stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
  }

  /// The contender among `names` with the least median; null if none of them took part.
  @org.jspecify.annotations.Nullable
  String best(String row, String... names) {
    return Arrays.stream(names)
        .filter(name -> !of(row, name).isEmpty())
        .min((a, b) -> Double.compare(median(row, a), median(row, b)))
        .orElse(null);
  }
}
