package dev.starship.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What `./starship` itself does, before and instead of a JVM.
@Timeout(60)
@SuppressWarnings("NullAway.Init") // JUnit sets the fields.
class LauncherTest {
  private static final List<String> ONLY_IN_A_CHECKOUT =
      List.of("  test  ", "  fuzz  ", "  bench  ", "  package  ");

  /// More than any system gives to a process.
  private static final long NOBODY = 99_999_999;

  @TempDir Path folder;
  private FakeCheckout checkout;

  @BeforeEach
  void make() throws IOException {
    checkout = FakeCheckout.in(folder);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "test --help",
        "test -Dtest=A -h",
        "fuzz --help",
        "fuzz --seconds 3 -h",
        "bench --help",
        "bench --rows conn -h",
        "package --help",
        "package --out x -h",
        "make-cache --help"
      })
  void showsTheHelpOfItsOwnCommandsWithoutDoingAnythingElse(String line) throws Exception {
    String[] words = line.split(" ");
    Tool.Output said = checkout.starship(words);
    assertThat(said.success())
        .startsWith("Usage: starship " + words[0])
        .containsPattern("(?m)^Example: .*starship " + words[0]);
    assertThat(said.err()).isEmpty();
    assertThat(checkout.builds()).isEmpty();
    assertThat(checkout.target()).doesNotExist();
  }

  @Test
  void addsItsOwnCommandsToTheHelpOfTheProduct() throws Exception {
    assertThat(checkout.starship("--help").success())
        .startsWith("java ")
        .contains("  make-cache  ")
        .contains(ONLY_IN_A_CHECKOUT);
    assertThat(checkout.starship("demo", "--help").success()).hasLineCount(1);
  }

  @Test
  void hasInAReleaseOnlyWhatAReleaseCanDo() throws Exception {
    Files.delete(folder.resolve("pom.xml"));
    Files.createFile(folder.resolve("starship.jar"));
    assertThat(checkout.starship("--help").success())
        .contains("  make-cache  ")
        .doesNotContain(ONLY_IN_A_CHECKOUT);
    Tool.Output refused = checkout.starship("bench", "--help");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("only in a checkout");
  }

  @Test
  void checksTheFormattingOnceAndFirst() throws Exception {
    checkout.starship("test", "-Dtest=A").success();
    assertThat(checkout.builds())
        .singleElement()
        .asString()
        .endsWith(" spotless:check verify -Dtest=A");
    assertThat(Files.readString(Path.of("pom.xml"))).doesNotContain("<goal>check</goal>");
  }

  @Test
  void buildsNothingMoreAfterATestRun() throws Exception {
    checkout.starship("test").success();
    checkout.starship("--version").success();
    assertThat(checkout.builds()).hasSize(1);
  }

  @Test
  void takesAJarForCurrentOnlyIfTheTestRunMadeIt() throws Exception {
    checkout.starship("--version").success();
    Files.writeString(folder.resolve("src/main/Changed.java"), "");
    checkout.starship("test", "-v").success();
    checkout.starship("--version").success();
    assertThat(checkout.builds()).hasSize(3).last().asString().contains(" package ");
  }

  @Test
  void saysOnceForWhomItWaits() throws Exception {
    long other = ProcessHandle.current().pid();
    checkout.lock(7, other);
    checkout.program(
        "bin/sleep",
        "cd '%s'; echo >>sleeps; [ $(wc -l <sleeps) -lt 3 ] || ln -s free target/locks/8"
            .formatted(folder));
    Tool.Output said = checkout.starship("--version");
    assertThat(said.success()).startsWith("java ");
    assertThat(said.err().lines())
        .filteredOn(line -> line.contains("waiting for process " + other))
        .hasSize(1);
    assertThat(checkout.builds()).hasSize(1);
  }

  @Test
  void doesNotWaitForABuildThatWasKilled() throws Exception {
    checkout.lock(7, NOBODY);
    Tool.Output said = checkout.starship("--version");
    assertThat(said.success()).startsWith("java ");
    assertThat(said.err()).doesNotContain("waiting");
    assertThat(checkout.builds()).hasSize(1);
  }

  @Test
  void buildsOnceHoweverManyFindTheLockOfADeadProcess() throws Exception {
    checkout.lock(7, NOBODY);
    checkout.program("bin/sleep", "");
    try (ExecutorService many = Executors.newFixedThreadPool(8)) {
      List<Future<Tool.Output>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        all.add(many.submit(() -> checkout.starship("--version")));
      }
      for (Future<Tool.Output> each : all) {
        assertThat(each.get().success()).startsWith("java ");
      }
    }
    assertThat(checkout.builds()).hasSize(1);
  }
}
