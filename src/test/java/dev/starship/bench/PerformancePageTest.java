package dev.starship.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The page on performance tells of the rows that there are, and its tables are those of the kept
/// run.
class PerformancePageTest {
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
  void theTablesAreThoseOfTheKeptNumbers() throws IOException {
    Report kept = Report.of(Files.readString(Path.of("docs/performance.json")));
    assertThat(kept.rows()).hasSizeGreaterThan(10);
    assertThat(kept.into(page())).isEqualTo(page());
    assertThat(new Chart(kept).svg()).isEqualTo(Files.readString(Path.of("docs/performance.svg")));
    assertThat(kept.json()).isEqualTo(Files.readString(Path.of("docs/performance.json")));
  }

  @Test
  void everyKeptNumberIsOfARowThatThereIs() throws IOException {
    Report kept = Report.of(Files.readString(Path.of("docs/performance.json")));
    List<String> rows = Row.all().stream().map(Row::name).toList();
    assertThat(kept.rows())
        .allSatisfy(name ->
            assertThat(rows)
                .contains(name.replaceFirst(" .*", "").replace("start-memory", "start")));
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
