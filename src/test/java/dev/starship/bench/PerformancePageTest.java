package dev.starship.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The page on performance tells of the rows that there are, and its tables are those of the kept
/// run.
class PerformancePageTest {
  private static final Path KEPT = Path.of("docs/performance.json");
  private static final Pattern EXPLAINED =
      Pattern.compile("(?m)^\\| `([a-z0-9-]+\\*?)` \\| [^|]+ \\|$");

  @Test
  void everyRowIsExplainedAndNoOther() throws IOException {
    List<String> explained =
        EXPLAINED.matcher(page()).results().map(found -> found.group(1)).toList();
    List<String> rows = Row.all().stream().map(Row::name).toList();
    assertThat(rows)
        .allSatisfy(row -> assertThat(explained).anyMatch(pattern -> covers(pattern, row)));
    assertThat(explained)
        .allSatisfy(pattern -> assertThat(rows).anyMatch(row -> covers(pattern, row)));
  }

  @Test
  void theTablesAreThoseOfTheKeptRunAndThereAreNoneWithoutOne() throws IOException {
    String page = page();
    int begin = page.indexOf(Report.BEGIN) + Report.BEGIN.length();
    String without = page.substring(0, begin) + page.substring(page.indexOf(Report.END));
    assertThat(page).isEqualTo(Files.exists(KEPT) ? written(without) : without);
  }

  @Test
  void aReportIsReadAsItWasWritten() {
    Results results = new Results();
    for (String name : List.of("starship", "haproxy")) {
      results.add("conn-saturated-backend-closes", name, 40.5);
      results.add("conn-saturated-backend-closes", name, 41.5);
    }
    Report report = new Report(results, Map.of("cores", "2"));
    assertThat(Report.of(report.json()).json()).isEqualTo(report.json());
    assertThat(report.into(Report.BEGIN + Report.END, new KeptRuns(Map.of("this run", report))))
        .contains("| **41.0 (40.5-41.5)** |", "1.00 of haproxy", "0.90 **not reached**");
    assertThat(new Chart(report).svg()).contains("conn-saturated-backend-closes", "<rect");
  }

  @Test
  void whatOneOfTheKeptRunsMissesIsShownOfAll() {
    Report good = connections(80);
    Report bad = connections(99);
    Map<String, Report> runs = new LinkedHashMap<>();
    runs.put("good", good);
    runs.put("bad", bad);
    assertThat(new KeptRuns(runs).missed())
        .isEqualTo(
            """
            | row | good | bad | asked |
            |---|---|---|---|
            | `conn-saturated-backend-closes` | 0.80 | **0.99** | 0.90 |
            """);
    assertThat(new KeptRuns(Map.of("good", good)).missed()).isEmpty();
  }

  private static Report connections(double starship) {
    Results results = new Results();
    results.add("conn-saturated-backend-closes", "starship", starship);
    results.add("conn-saturated-backend-closes", "haproxy", 100);
    return new Report(results, Map.of());
  }

  private static String written(String page) throws IOException {
    Report latest = Report.of(Files.readString(KEPT));
    return latest.into(page, KeptRuns.beside(latest, Path.of("docs")));
  }

  private static boolean covers(String pattern, String row) {
    return pattern.endsWith("*")
        ? row.startsWith(pattern.substring(0, pattern.length() - 1))
        : row.equals(pattern);
  }

  private static String page() throws IOException {
    return Files.readString(Path.of("docs/performance.md"));
  }
}
