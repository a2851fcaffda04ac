package dev.starship.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.Eventually;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `./starship demo`, as someone meets it who has just cloned the repository.
class DemoIT {
  private static final String COMPLETED = "starship_sessions_total{ending=\"completed\"} 7.0";

  @TempDir private Path folder;

  @Test
  void everyLineItPrintsToTryWorksAsPrinted() throws Exception {
    try (Program demo = demo()) {
      List<String> lines =
          demo.lines().stream()
              .map(String::strip)
              .filter(line -> line.startsWith("curl "))
              .toList();
      assertThat(lines).hasSizeGreaterThanOrEqualTo(8);
      for (String scheme : List.of(" http://", " https://")) {
        for (String host : List.of("a.com", "b.com", "unknown.example")) {
          assertThat(lines).anyMatch(line -> line.contains(scheme + host + ":"));
        }
      }
      for (String line : lines) {
        if (line.endsWith("/metrics")) {
          // A session is counted a little after its client has its answer.
          Eventually.holds("all sessions are counted", () -> run(line).out().contains(COMPLETED));
        }
        check(line, run(line));
      }
      demo.awaitLine("a session of a.com", line -> line.contains(" tls a.com -> 127.0.0.1:"));
      demo.awaitLine("a session of b.com", line -> line.contains(" http b.com -> 127.0.0.1:"));
      demo.awaitLine("an unknown host", line -> line.contains(" tls unknown.example -> - "));
      demo.signal("TERM");
      assertThat(demo.awaitExit()).isZero();
    }
  }

  @Test
  void controlCEndsItCleanly() throws Exception {
    try (Program demo = demo()) {
      demo.signal("INT");
      assertThat(demo.awaitExit()).isZero();
      assertThat(demo.lines()).noneMatch(line -> line.contains("Exception"));
    }
  }

  private Program demo() throws Exception {
    Program demo = Program.start(folder, BalancerProcess.command("demo"));
    demo.awaitLine("its last words", line -> line.contains("Ctrl-C ends the demo"));
    return demo;
  }

  private static Tool.Output run(String line) throws Exception {
    return Tool.run("sh", "-c", line);
  }

  private static void check(String line, Tool.Output output) {
    if (line.contains("https://unknown.example")) {
      assertThat(output.exitCode()).as(line).isEqualTo(35);
      assertThat(output.err()).as(line).contains("unrecognized name");
      return;
    }
    assertThat(output.success()).as(line).contains(expected(line));
  }

  private static String[] expected(String line) {
    if (line.contains("://a.com")) {
      return new String[] {"cluster alpha", "a.com", protocol(line)};
    }
    if (line.contains("://b.com")) {
      return new String[] {"cluster beta", "b.com", protocol(line)};
    }
    if (line.contains("http://unknown.example")) {
      return new String[] {"404", "unknown.example"};
    }
    if (line.endsWith("/metrics")) {
      return new String[] {COMPLETED};
    }
    if (line.endsWith("/routes/a.com")) {
      return new String[] {"\"host\":\"a.com\"", "alpha"};
    }
    assertThat(line).endsWith("/health/ready");
    return new String[] {"ready"};
  }

  private static String protocol(String line) {
    return line.contains("https://") ? "HTTPS" : "HTTP";
  }
}
