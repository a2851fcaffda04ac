package dev.starship.routing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process that ends in the middle of writing leaves what it had written.
class SnapshotKillTest {
  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("routes");
  }

  @Test
  void everyHostThatWasWrittenIsRoutedAfterAKillWithTheSourceDown() throws Exception {
    int written = linesOf(writer("first.com"), 3);
    assertThatAreRouted("first.com", written);
    assertThat(linesOf(writer("second.com"), 2))
        .as("the next process goes on with the file")
        .isPositive();
  }

  @Test
  void everyHostThatWasWrittenIsRoutedAfterTheDiskWasFull() throws Exception {
    // To a process whose files may not become larger, the disk is full.
    var limited = new ArrayList<>(List.of("sh", "-c", "ulimit -f 2000 && exec \"$@\"", "sh"));
    limited.addAll(writer("first.com"));
    int written = linesOf(limited, Integer.MAX_VALUE);
    assertThat(written).isPositive();
    assertThat(folder.resolve("routes.broken")).doesNotExist();
    assertThatAreRouted("first.com", written);
  }

  private void assertThatAreRouted(String domain, int hosts) {
    try (Lab lab = new Lab(Lab.remembering(file()), LookupLimits.DEFAULT)) {
      lab.time.jump(Duration.ofMillis(System.currentTimeMillis() - lab.time.wallMillis()));
      lab.source.saysToAll(ScriptedSource.DOWN);
      lab.time.run();
      assertThat(lab.count(LookupEvent.SNAPSHOT_FAILED)).isZero();
      for (int i = 0; i < hosts; i++) {
        assertThat(lab.text(SnapshotWriter.host(domain, i))).isEqualTo("snapshot pod");
      }
    }
  }

  private List<String> writer(String domain) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-cp",
        System.getProperty("java.class.path"),
        SnapshotWriter.class.getName(),
        file().toString(),
        domain);
  }

  /// Starts a process, and kills it once it has said so many lines; how many hosts it says are
  /// written.
  private static int linesOf(List<String> command, int lines)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    CompletableFuture.delayedExecutor(60, TimeUnit.SECONDS).execute(process::destroyForcibly);
    try (BufferedReader output = process.inputReader(UTF_8)) {
      return output.lines().limit(lines).mapToInt(Integer::parseInt).max().orElse(0);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }
}
