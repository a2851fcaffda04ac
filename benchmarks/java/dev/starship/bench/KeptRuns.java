package dev.starship.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Whole runs beside each other: what the latest does not reach may be the machine's doing, and
/// what it reaches too.
///
/// @param runs by the heads of their columns, in the order of these
record KeptRuns(Map<String, Report> runs) {
  private static final Pattern EARLIER = Pattern.compile("performance-(.+)\\.json");

  /// The latest run, and those that a folder keeps as `performance-<name>.json`.
  static KeptRuns beside(Report latest, Path folder) throws IOException {
    Map<String, Report> runs = new LinkedHashMap<>();
    runs.put("this run", latest);
    for (Path file : filesIn(folder)) {
      String fileName = file.getFileName().toString();
      Matcher name = EARLIER.matcher(fileName);
      if (name.matches()) {
        String head = "[" + name.group(1).replace('-', ' ') + "](" + fileName + ")";
        runs.put(head, Report.of(Files.readString(file)));
      }
    }
    return new KeptRuns(runs);
  }

  private static List<Path> filesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  /// A table of the rows in which at least one of them is beyond what is asked; empty if there is
  /// none.
  String missed() {
    Set<String> rows = new LinkedHashSet<>();
    runs.values().forEach(run -> rows.addAll(run.rows()));
    StringBuilder lines = new StringBuilder();
    for (String row : rows) {
      Asked asked = Asked.in(row);
      if (asked != null && runs.values().stream().anyMatch(run -> run.misses(row))) {
        lines.append("| `").append(row).append("` |");
        runs.values().forEach(run -> lines.append(' ').append(run.standing(row)).append(" |"));
        lines.append(' ').append(asked.limit()).append(" |\n");
      }
    }
    return lines.isEmpty() ? "" : head() + lines;
  }

  private String head() {
    return "| row | "
        + String.join(" | ", runs.keySet())
        + " | asked |\n"
        + "|---".repeat(runs.size() + 2)
        + "|\n";
  }
}
