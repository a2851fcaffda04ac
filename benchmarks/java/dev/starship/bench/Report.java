package dev.starship.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectMapper;

/// The numbers of a comparison as text, Markdown and JSON.
final class Report {
  private static final String[] DEFAULT_PEERS = {
    "nginx-half-close", "haproxy", "haproxy-tuned", "nginx-64k", "nginx-256k", "haproxy-splice"
  };
  private static final String[] PLAIN_PEERS = {"nginx-half-close", "haproxy"};

  private final Results results;
  private final Map<String, String> machine;

  Report(Results results, Map<String, String> machine) {
    this.results = results;
    this.machine = machine;
  }

  /// The best peer of a row with the same close semantics; null if Starship was measured alone.
  private @Nullable String best(String row) {
    return results.best(row, DEFAULT_PEERS);
  }

  private double ratio(String row, @Nullable String peer) {
    return peer == null
        ? Double.NaN
        : results.median(row, Contender.STARSHIP) / results.median(row, peer);
  }

  /// How Starship compares in a row, in words.
  private String verdict(String row) {
    String best = best(row);
    if (best == null || results.of(row, Contender.STARSHIP).isEmpty()) {
      return "";
    }
    String text = "%.2f of %s".formatted(ratio(row, best), best);
    String plain = results.best(row, PLAIN_PEERS);
    if (row.startsWith("gib") && plain != null && !plain.equals(best)) {
      text += ", %.2f of %s".formatted(ratio(row, plain), plain);
    }
    return text;
  }

  /// A table for the terminal.
  String text() {
    StringBuilder text = new StringBuilder();
    for (String row : results.rows()) {
      text.append("%n%s (%s)  %s%n".formatted(row, Row.unit(row), verdict(row)));
      for (String name : results.contenders(row)) {
        text.append(
            "  %-18s %9.3f  (%.3f-%.3f)%n"
                .formatted(
                    name,
                    results.median(row, name),
                    results.least(row, name),
                    results.most(row, name)));
      }
    }
    return text.toString();
  }

  /// Tables for the documentation.
  String markdown() {
    StringBuilder text = new StringBuilder();
    machine.forEach(
        (what, value) -> text.append("- ").append(what).append(": ").append(value).append('\n'));
    text.append(
        "\n| row | unit | Starship (min-max) | the others | ratio |\n|---|---|---|---|---|\n");
    for (String row : results.rows()) {
      List<String> others = new ArrayList<>();
      for (String name : results.contenders(row)) {
        if (!name.equals(Contender.STARSHIP)) {
          others.add("%s %.3g".formatted(name, results.median(row, name)));
        }
      }
      text.append(
          "| %s | %s | **%.3g** (%.3g-%.3g) | %s | %s |%n"
              .formatted(
                  row,
                  Row.unit(row),
                  results.median(row, Contender.STARSHIP),
                  results.least(row, Contender.STARSHIP),
                  results.most(row, Contender.STARSHIP),
                  String.join(", ", others),
                  verdict(row)));
    }
    return text.toString();
  }

  /// Everything, for other programs.
  String json() {
    Map<String, Object> rows = new LinkedHashMap<>();
    for (String row : results.rows()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("unit", Row.unit(row));
      for (String name : results.contenders(row)) {
        one.put(name, Map.of("median", results.median(row, name), "all", results.of(row, name)));
      }
      String best = best(row);
      if (best != null) {
        one.put("best_peer", best);
        one.put("ratio", ratio(row, best));
      }
      rows.put(row, one);
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("machine", machine);
    all.put("rows", rows);
    return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(all);
  }
}
