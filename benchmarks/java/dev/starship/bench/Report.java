package dev.starship.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The numbers of a comparison as text, Markdown and JSON.
final class Report {
  /// Where the part of a page that a run writes begins and ends.
  static final String BEGIN = "<!-- written by ./starship bench: begin -->\n";

  static final String END = "<!-- written by ./starship bench: end -->\n";

  /// Those that end connections as Starship does.
  private static final String[] PEERS = {
    "nginx-half-close",
    "haproxy",
    "haproxy-tuned",
    "nginx-64k",
    "nginx-256k",
    "haproxy-splice",
    "nginx-http",
    "nginx-http-fields",
    "haproxy-http",
    "haproxy-http-fields"
  };

  private static final String[] PEERS_BY_DEFAULT = {"nginx-half-close", "haproxy"};

  private final Results results;
  private final Map<String, String> machine;

  Report(Results results, Map<String, String> machine) {
    this.results = results;
    this.machine = machine;
  }

  /// The report that [#json] wrote.
  static Report of(String json) {
    JsonNode all = JsonMapper.shared().readTree(json);
    Map<String, String> machine = new LinkedHashMap<>();
    all.get("machine").properties().forEach(e -> machine.put(e.getKey(), e.getValue().asString()));
    Results results = new Results();
    for (Map.Entry<String, JsonNode> row : all.get("rows").properties()) {
      for (Map.Entry<String, JsonNode> one : row.getValue().get("numbers").properties()) {
        one.getValue()
            .forEach(number -> results.add(row.getKey(), one.getKey(), number.asDouble()));
      }
    }
    return new Report(results, machine);
  }

  List<String> rows() {
    return results.rows();
  }

  Map<String, String> machine() {
    return machine;
  }

  /// The best peer of a row with the same close semantics; null if none was measured.
  private @Nullable String best(String row) {
    return results.best(row, PEERS);
  }

  /// Starship's number divided by that of the best peer; NaN if one of the two is missing.
  double ratio(String row) {
    return ratio(row, best(row));
  }

  private double ratio(String row, @Nullable String peer) {
    return peer == null ? Double.NaN : starship(row) / results.median(row, peer);
  }

  private double starship(String row) {
    return results.median(row, Contender.STARSHIP);
  }

  /// How Starship compares in a row, in words.
  private String verdict(String row) {
    String best = best(row);
    if (best == null
        || row.endsWith(" factor")
        || row.endsWith(" generator")
        || Double.isNaN(starship(row))) {
      return "";
    }
    String text = String.format(Locale.ROOT, "%.2f of %s", ratio(row, best), best);
    String plain = results.best(row, PEERS_BY_DEFAULT);
    if (row.startsWith("gib") && plain != null && !plain.equals(best)) {
      text += String.format(Locale.ROOT, ", %.2f of %s by default", ratio(row, plain), plain);
    }
    return text;
  }

  /// What is asked in a row, and whether it is so.
  private String asked(String row) {
    Asked asked = Asked.in(row);
    if (asked == null) {
      return "";
    }
    double is = is(row, asked);
    String text = asked.limit();
    if (asked.of() == Asked.Of.TIMES_TEN_ROUTES) {
      text += String.format(Locale.ROOT, " of 10 routes, is %.2f", is);
    }
    return text + (Double.isNaN(is) ? "" : misses(row) ? " **not reached**" : " reached");
  }

  /// What is compared with the limit of a row, as a table shows it: bold where it is beyond; empty
  /// if nothing is asked or nothing was measured.
  String standing(String row) {
    Asked asked = Asked.in(row);
    double is = asked == null ? Double.NaN : is(row, asked);
    if (asked == null || Double.isNaN(is)) {
      return "";
    }
    String text =
        asked.of() == Asked.Of.NUMBER ? number(is) : String.format(Locale.ROOT, "%.2f", is);
    return misses(row) ? "**" + text + "**" : text;
  }

  /// Whether Starship is beyond what is asked in a row.
  boolean misses(String row) {
    Asked asked = Asked.in(row);
    return asked != null && is(row, asked) > asked.most();
  }

  private double is(String row, Asked asked) {
    return switch (asked.of()) {
      case RATIO -> ratio(row);
      case NUMBER -> starship(row);
      case TIMES_TEN_ROUTES -> starship(row) / starship(tenRoutes(row));
    };
  }

  /// The row of the same source with ten routes.
  private static String tenRoutes(String row) {
    return row.substring(0, row.lastIndexOf('-')) + "-10";
  }

  /// A table for the terminal.
  String text() {
    StringBuilder text = new StringBuilder();
    for (String row : rows()) {
      text.append(
          String.format(
              Locale.ROOT,
              "%n%s (%s)  %s  asked: %s%n",
              row,
              Row.unit(row),
              verdict(row),
              asked(row)));
      for (String name : results.contenders(row)) {
        text.append(String.format(Locale.ROOT, "  %-18s %s%n", name, numbers(row, name)));
      }
    }
    return text.toString();
  }

  /// The median, and the least and the most in brackets.
  private String numbers(String row, String name) {
    return number(results.median(row, name))
        + " ("
        + number(results.least(row, name))
        + "-"
        + number(results.most(row, name))
        + ")";
  }

  private static String number(double value) {
    double size = Math.abs(value);
    return String.format(
        Locale.ROOT,
        size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f",
        value);
  }

  /// `page` with this report in its written part, beside others that are kept.
  String into(String page, KeptRuns kept) {
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf(END);
    if (begin < BEGIN.length() || end < begin) {
      throw new IllegalArgumentException("the page has no part to write");
    }
    return page.substring(0, begin) + markdown(kept) + page.substring(end);
  }

  private String markdown(KeptRuns kept) {
    StringBuilder text =
        new StringBuilder(
            """

            ![Starship divided by the best peer, row by row](performance.svg)

            [Every number](performance.json)

            """);
    machine.forEach(
        (what, value) -> text.append("- ").append(what).append(": ").append(value).append('\n'));
    String missed = kept.missed();
    if (!missed.isEmpty()) {
      text.append("\nRows in which a run that is kept does not reach what is asked, in bold:\n\n");
      text.append(missed).append("\nAll rows of this run:\n");
    }
    text.append("\n| row | unit | Starship | the others | ratio | asked, at most |\n");
    text.append("|---|---|---|---|---|---|\n");
    for (String row : rows()) {
      List<String> others = new ArrayList<>();
      for (String name : results.contenders(row)) {
        if (!name.equals(Contender.STARSHIP)) {
          others.add(name + " " + numbers(row, name));
        }
      }
      text.append(
          String.format(
              Locale.ROOT,
              "| `%s` | %s | **%s** | %s | %s | %s |\n",
              row,
              Row.unit(row),
              numbers(row, Contender.STARSHIP),
              String.join("; ", others),
              verdict(row),
              asked(row)));
    }
    return text.append('\n').toString();
  }

  /// Everything, for other programs and for [#of].
  String json() {
    Map<String, Object> rows = new LinkedHashMap<>();
    for (String row : rows()) {
      Map<String, Object> numbers = new LinkedHashMap<>();
      Map<String, Object> medians = new LinkedHashMap<>();
      for (String name : results.contenders(row)) {
        numbers.put(name, results.of(row, name));
        medians.put(name, results.median(row, name));
      }
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("unit", Row.unit(row));
      one.put("medians", medians);
      String best = best(row);
      if (best != null && !Double.isNaN(starship(row))) {
        one.put("best_peer", best);
        one.put("ratio", ratio(row, best));
      }
      one.put("numbers", numbers);
      rows.put(row, one);
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("machine", machine);
    all.put("rows", rows);
    return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n";
  }
}
