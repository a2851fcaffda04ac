package dev.starship.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    String expected =
        Files.exists(KEPT) ? Report.of(Files.readString(KEPT)).into(without) : without;
    assertThat(page).isEqualTo(expected);
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
    assertThat(report.into(Report.BEGIN + Report.END))
        .contains("| **41.0 (40.5-41.5)** |", "1.00 of haproxy", "0.90 **not reached**");
    assertThat(new Chart(report).svg()).contains("conn-saturated-backend-closes", "<rect");
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
