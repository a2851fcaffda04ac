package dev.starship.peers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.Eventually;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Runs a program to its end, in bounded time.
final class Tool {
  private Tool() {}

  /// What a program left behind.
  record Output(int exitCode, String out, String err) {
    /// What it printed, after it succeeded.
    String success() {
      assertThat(exitCode).as("exit code, after it printed\n%s\n%s", out, err).isZero();
      return out;
    }
  }

  /// Runs `command` with nothing on its standard input.
  static Output run(String... command) throws IOException, InterruptedException {
    return runWithInput("", command);
  }

  /// Runs `command` with `input` on its standard input.
  static Output runWithInput(String input, String... command)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("tool");
    Path in = Files.writeString(folder.resolve("in"), input);
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process process =
        new ProcessBuilder(command)
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      boolean ended = process.waitFor(Eventually.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      String printed = Files.readString(out, UTF_8);
      String complained = Files.readString(err, UTF_8);
      assertThat(ended)
          .as("%s should end; it printed\n%s\n%s", List.of(command), printed, complained)
          .isTrue();
      return new Output(process.exitValue(), printed, complained);
    } finally {
      process.destroyForcibly().waitFor();
      for (Path file : List.of(in, out, err, folder)) {
        Files.deleteIfExists(file);
      }
    }
  }

  /// The first of `names` that is a program on the PATH or where systems keep servers.
  static String find(String... names) {
    List<String> folders =
        Stream.concat(
                Stream.of(System.getenv("PATH").split(File.pathSeparator)),
                Stream.of("/usr/sbin", "/usr/local/sbin"))
            .toList();
    return Stream.of(names)
        .flatMap(name -> folders.stream().map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () -> new AssertionError("none of these is installed: " + String.join(", ", names)))
        .toString();
  }
}
