package dev.starship.routing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process that is killed in the middle of writing leaves what it had written.
class SnapshotKillTest {
  @TempDir private Path folder;

  @Test
  void everyHostThatWasWrittenIsRoutedAfterAKillWithTheSourceDown() throws Exception {
    Path file = folder.resolve("routes");
    int written = killAfterLines(file, "first.com", 3);
    try (Lab lab = new Lab(Lab.remembering(file), LookupLimits.DEFAULT)) {
      lab.time.jump(Duration.ofMillis(System.currentTimeMillis() - lab.time.wallMillis()));
      lab.source.saysToAll(ScriptedSource.DOWN);
      lab.time.run();
      assertThat(lab.count(LookupEvent.SNAPSHOT_FAILED)).isZero();
      for (int i = 0; i < written; i++) {
        assertThat(lab.text(SnapshotWriter.host("first.com", i))).isEqualTo("snapshot pod");
      }
    }
    assertThat(killAfterLines(file, "second.com", 2))
        .as("the next process goes on with the file")
        .isPositive();
  }

  /// Starts a process, kills it once it has said so many lines; how many hosts it says are written.
  private static int killAfterLines(Path file, String domain, int lines)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    SnapshotWriter.class.getName(),
                    file.toString(),
                    domain))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    CompletableFuture.delayedExecutor(60, TimeUnit.SECONDS).execute(process::destroyForcibly);
    try (BufferedReader output = process.inputReader(UTF_8)) {
      int written = 0;
      for (int i = 0; i < lines; i++) {
        written = Integer.parseInt(output.readLine());
      }
      return written;
    } finally {
      process.destroyForcibly().waitFor();
    }
  }
}
