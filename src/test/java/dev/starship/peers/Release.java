package dev.starship.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The product in a folder as a release has it: `starship` beside its jar and libraries.
record Release(Path folder) {
  private static final Path BUILT = Path.of("target").toAbsolutePath();

  /// Copies what was just built into `folder`, without the cache for fast starts.
  static Release copied(Path folder) throws IOException, InterruptedException {
    Release release = new Release(folder);
    Files.copy(Path.of("starship"), release.launcher());
    assertThat(release.launcher().toFile().setExecutable(true)).isTrue();
    Files.copy(BUILT.resolve("starship.jar"), release.jar());
    Tool.run("cp", "-r", BUILT.resolve("lib").toString(), folder.toString()).success();
    return release;
  }

  /// Copies the cache for fast starts that was just built as well.
  void copyCache() throws IOException {
    Files.copy(BUILT.resolve("starship.aot"), cache());
  }

  /// Makes a release of what was just built in `folder`, and returns its archive.
  static Path archive(Path folder) throws IOException, InterruptedException {
    List<String> made = makeIn(folder).success().lines().toList();
    assertThat(made).hasSize(2).allSatisfy(path -> assertThat(Path.of(path)).exists());
    return Path.of(made.getLast());
  }

  /// Runs `./starship package`, which takes the jar that is there.
  static Tool.Output makeIn(Path folder) throws IOException, InterruptedException {
    return Tool.run(
        "env", "STARSHIP_NO_BUILD=1", "./starship", "package", "--out", folder.toString());
  }

  /// Unpacks `archive` into a new folder below `parent`.
  static Release unpacked(Path archive, Path parent) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory(parent, "unpacked");
    Tool.run("tar", "-xzf", archive.toString(), "-C", folder.toString()).success();
    try (Stream<Path> entries = Files.list(folder)) {
      List<Path> unpacked = entries.toList();
      assertThat(unpacked).hasSize(1);
      return new Release(unpacked.getFirst());
    }
  }

  Path launcher() {
    return folder.resolve("starship");
  }

  Path jar() {
    return folder.resolve("starship.jar");
  }

  /// The cache for fast starts.
  Path cache() {
    return folder.resolve("starship.aot");
  }

  /// Runs a command of it to its end.
  ///
  /// @param before what `env` gets before the command: variables, or a program that runs it
  Tool.Output run(List<String> before, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("env"));
    command.addAll(before);
    command.add(launcher().toString());
    command.addAll(Arrays.asList(arguments));
    return Tool.run(command.toArray(String[]::new));
  }

  /// The classes that it loads to tell its version, with more flags for the JVM.
  Loaded classesForVersion(String... flags) throws IOException, InterruptedException {
    Path log = Files.createTempFile("loaded", ".log");
    try {
      String environment = Program.withFlags(Loaded.logTo(log), String.join(" ", flags));
      run(List.of(environment), "--version").success();
      return Loaded.readFrom(log);
    } finally {
      Files.delete(log);
    }
  }

  /// Which of Starship's own classes the JVM took from the cache, and which it read from the jar.
  record Loaded(List<String> cached, List<String> read) {
    private static final Pattern LINE =
        Pattern.compile(" (dev\\.starship\\.[\\w.$]+) source: (shared objects file|file:)");

    /// The flag of a start that is to write such a log.
    static String logTo(Path log) {
      return "-Xlog:class+load:file=" + log;
    }

    static Loaded readFrom(Path log) throws IOException {
      List<String> cached = new ArrayList<>();
      List<String> read = new ArrayList<>();
      for (String line : Files.readAllLines(log)) {
        Matcher found = LINE.matcher(line);
        if (found.find()) {
          (found.group(2).equals("file:") ? read : cached).add(found.group(1));
        }
      }
      return new Loaded(cached, read);
    }
  }
}
