package dev.starship.source.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.source.file.RouteTable.Load;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each problem is told as `FILE:LINE: what`.
class RoutesFileProblemsTest {
  private static final String GOOD = "{\"host\":\"a.com\",\"endpoint\":\"10.0.0.1\"}\n";

  @TempDir Path folder;

  @Test
  void namesTheLineOfABrokenObject() throws IOException {
    assertThat(ndjson(GOOD + "\n{\"host\":\"b.com\"\n"))
        .singleElement()
        .asString()
        .startsWith(
            folder.resolve("routes.ndjson") + ":3: is not JSON: it ends too early at column");
  }

  @Test
  void tellsAllProblemsInTheOrderOfTheFile() throws IOException {
    String file = folder.resolve("routes.ndjson").toString();
    assertThat(
            ndjson(
                """
                {"host":"a.com","endpoint":"10.0.0.1"}
                {"host":"b.com"}
                {"endpoint":"10.0.0.1"}
                {"host":"A.com","endpoint":"10.0.0.2"}
                {"host":"10.0.0.1","endpoint":"10.0.0.2"}
                [1]
                """))
        .containsExactly(
            file + ":2: endpoint: neither endpoint nor action is given",
            file + ":3: host: is missing",
            file + ":4: host: a.com already has a route on line 1",
            file + ":5: host: \"10.0.0.1\" is an IP address, not a host",
            file + ":6: is not a JSON object");
  }

  @Test
  void namesTheAsciiFormOfAnInternationalHost() throws IOException {
    assertThat(ndjson("{\"host\":\"*.bücher.de\",\"endpoint\":\"10.0.0.1\"}"))
        .singleElement()
        .asString()
        .contains(":1: host: ", "xn--bcher-kva.de");
  }

  @Test
  void aHostAndItsWildcardAreTwo() throws IOException {
    String wildcard = "{\"host\":\"*.A.com.\",\"endpoint\":\"10.0.0.1\"}\n";
    assertThat(ndjson(GOOD + wildcard)).isEmpty();
    assertThat(ndjson(GOOD + wildcard + wildcard))
        .singleElement()
        .asString()
        .endsWith(":3: host: *.a.com already has a route on line 2");
  }

  @Test
  void endsAfterTwentyProblems() throws IOException {
    assertThat(ndjson("nonsense\n".repeat(100_000)))
        .hasSize(21)
        .last()
        .asString()
        .endsWith("routes.ndjson: there may be more problems");
  }

  @Test
  void refusesALineThatIsTooLongAndReadsOn() throws IOException {
    String longLine = "{\"app\":\"" + "x".repeat(3 * LineBlocks.BLOCK_BYTES) + "\"}\n";
    assertThat(ndjson(GOOD + longLine + GOOD))
        .satisfiesExactly(
            problem -> assertThat(problem).contains(":2: is more than 65536 bytes"),
            problem ->
                assertThat(problem).endsWith(":3: host: a.com already has a route on line 1"));
  }

  @Test
  void countsLinesAcrossBlocks() throws IOException {
    var lines = new StringBuilder();
    for (int i = 1; i < 20_000; i++) {
      lines.append("{\"host\":\"h").append(i).append(".com\",\"endpoint\":\"10.0.0.1\"}\n");
    }
    assertThat(lines.length()).isGreaterThan(4 * LineBlocks.BLOCK_BYTES);
    assertThat(ndjson(lines + "{\"host\":\"h17.com\",\"endpoint\":\"10.0.0.1\"}"))
        .singleElement()
        .asString()
        .endsWith(":20000: host: h17.com already has a route on line 17");
  }

  @Test
  void namesTheLineOfAYamlEntry() throws IOException {
    assertThat(
            yaml(
                """
                - host: a.com
                  endpoint: 10.0.0.24

                - host: b.com
                  endpoint: true
                - host: a.com
                  endpoint: 10.0.0.24
                """))
        .containsExactly(
            folder.resolve("routes.yaml") + ":4: endpoint: is not a string",
            folder.resolve("routes.yaml") + ":6: host: a.com already has a route on line 1");
  }

  @Test
  void namesTheLineOfBrokenYaml() throws IOException {
    assertThat(yaml("- host: a.com\n  endpoint: 10.0.0.24\n- host: [b.com\n"))
        .singleElement()
        .asString()
        .contains("routes.yaml:4: is not YAML: ");
  }

  @Test
  void aYamlPatternNeedsQuotes() throws IOException {
    assertThat(yaml("- host: *.shop.com\n  endpoint: 10.0.0.24\n"))
        .singleElement()
        .asString()
        .contains("routes.yaml:1: is not YAML: ");
  }

  @Test
  void refusesYamlThatIsNoListOrMoreThanOne() throws IOException {
    assertThat(yaml("host: a.com\n"))
        .containsExactly(folder.resolve("routes.yaml") + ":1: is not a YAML list");
    assertThat(yaml("- { host: a.com, endpoint: 10.0.0.1 }\n---\n- {}\n"))
        .singleElement()
        .asString()
        .contains("another begins here");
  }

  @Test
  void refusesAFileOfAnotherKindOrNone() throws IOException {
    Path json = Files.writeString(folder.resolve("routes.json"), "{}");
    assertThat(problems(RouteTable.load(json)))
        .containsExactly(json + ": a routes file ends in .ndjson, .yaml or .yml");
    Path missing = folder.resolve("missing.ndjson");
    assertThat(problems(RouteTable.load(missing)))
        .containsExactly(missing + ": there is no such file");
    Path directory = Files.createDirectory(folder.resolve("folder.ndjson"));
    assertThat(problems(RouteTable.load(directory)))
        .containsExactly(directory + ": cannot be read: Is a directory");
  }

  @Test
  void refusesATableBeyondItsLimit() throws IOException {
    Duration moment = Duration.ofMillis(1);
    var small = new RoutesFileLimits(1 << 21, 1 << 20, 20, 1, moment, moment);
    var lines = new StringBuilder();
    for (int i = 0; i < 50_000; i++) {
      lines.append("{\"host\":\"h%d.com\",\"endpoint\":\"e%d.com\"}\n".formatted(i, i));
    }
    Path file = Files.writeString(folder.resolve("routes.ndjson"), lines);
    assertThat(problems(RoutesFile.load(file, small, 1)))
        .containsExactly(
            file
                + ": makes a table of more than 2048 KiB (a quarter of the heap, at most 1 GiB); leave out routes, or give the JVM more memory");
  }

  @Test
  void twoTablesHaveHalfOfTheHeap() {
    assertThat(RoutesFileLimits.tableBytes(64L << 20)).isEqualTo(16L << 20);
    assertThat(RoutesFileLimits.tableBytes(64L << 30)).isEqualTo(1L << 30);
  }

  private List<String> ndjson(String text) throws IOException {
    return problems(RouteTable.load(Files.writeString(folder.resolve("routes.ndjson"), text)));
  }

  private List<String> yaml(String text) throws IOException {
    return problems(RouteTable.load(Files.writeString(folder.resolve("routes.yaml"), text)));
  }

  private static List<String> problems(Load load) {
    return switch (load) {
      case Load.Loaded _ -> List.of();
      case Load.Refused(List<String> problems) -> problems;
    };
  }
}
