package dev.starship.source.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A million routes that have nothing in common, loaded by another JVM whose heap is limited.
class MillionRoutesIT {
  private static final int ROUTES = 1_000_000;
  private static final long MAX_TABLE_BYTES = 120_000_000;

  @TempDir Path folder;

  @Test
  void aTableAndTheOneThatReplacesItFitIntoHalfAGigabyte() throws Exception {
    assertThat(said("500m", 0)).contains("two tables of 1000000 routes");
  }

  @Test
  void aFileTooLargeForTheHeapIsRefusedAndEndsNothing() throws Exception {
    assertThat(said("64m", 1)).contains("makes a table of more than ");
  }

  /// What the program said.
  ///
  /// @param most how large its heap may grow
  /// @param exitCode how it has to end
  private String said(String most, int exitCode) throws Exception {
    Path file = folder.resolve("routes.ndjson");
    writeRoutes(file);
    Path report = folder.resolve("report");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-Xmx" + most,
            "-cp",
            String.join(
                File.pathSeparator, "target/test-classes", System.getProperty("java.class.path")),
            Program.class.getName(),
            file.toString());
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(report.toFile())
            .start();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    String said = Files.readString(report);
    System.out.print(said);
    assertThat(process.exitValue()).as(said).isEqualTo(exitCode);
    return said;
  }

  private static void writeRoutes(Path file) throws IOException {
    try (BufferedWriter lines = Files.newBufferedWriter(file)) {
      for (int i = 0; i < ROUTES; i++) {
        lines.write(
            "{\"app\":\"App number %d\",\"host\":\"host-%d.tenant%d.example.com\",\"endpoint\":\"10.%d.%d.%d:8443\"}\n"
                .formatted(i, i, i % 1000, i >> 16, i >> 8 & 255, i & 255));
      }
    }
  }

  /// Loads the file that is its one argument twice, and ends with 1 if the tables take too much.
  static final class Program {
    private Program() {}

    /// Runs it.
    public static void main(String[] args) {
      long before = usedBytes();
      long began = System.nanoTime();
      RouteTable first = load(args[0]);
      long ms = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
      long one = usedBytes() - before;
      RouteTable second = load(args[0]);
      long two = usedBytes() - before;
      System.out.printf(
          "two tables of %d routes: %d bytes each, heap %d and %d bytes, the first in %d ms%n",
          second.size(), first.bytes(), one, two, ms);
      System.exit(one < MAX_TABLE_BYTES && two < 2 * MAX_TABLE_BYTES ? 0 : 1);
    }

    private static RouteTable load(String file) {
      return switch (RouteTable.load(Path.of(file))) {
        case RouteTable.Load.Loaded(RouteTable table) -> table;
        case RouteTable.Load.Refused(List<String> problems) ->
            throw new IllegalStateException(problems.toString());
      };
    }

    private static long usedBytes() {
      System.gc();
      return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
  }
}
