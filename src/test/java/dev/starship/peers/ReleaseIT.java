package dev.starship.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.peers.BalancerProcess.Transport;
import dev.starship.peers.Release.Loaded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What `./starship package` makes runs elsewhere as it does in the checkout, with a cache for fast
/// starts, and is what the Dockerfile makes an image of.
@Timeout(180)
@SuppressWarnings("NullAway.Init") // JUnit sets the fields.
class ReleaseIT {
  /// Where the image has the release.
  private static final String IN_IMAGE = "/opt/starship/";

  @TempDir static Path made;
  static Path archive;

  @TempDir Path folder;

  @BeforeAll
  static void pack() throws Exception {
    archive = Release.archive(made);
  }

  @Test
  void unpackedElsewhereItServesWithClassesFromItsCache() throws Exception {
    Release release = Release.unpacked(archive, folder);
    Path log = folder.resolve("loaded.log");
    try (EchoBackend backend = EchoBackend.ofHttp()) {
      String route =
          "{\"host\": \"a.com\", \"endpoint\": \"127.0.0.1:%d\"}\n".formatted(backend.port());
      Path configured = BalancerProcess.configure(folder, Transport.EPOLL, route);
      try (BalancerProcess balancer =
          BalancerProcess.serve(configured, release.launcher(), Loaded.logTo(log))) {
        assertThat(balancer.ask("a.com")).isEqualTo("!");
        balancer.program().signal("TERM");
        assertThat(balancer.program().awaitExit()).isZero();
      }
    }
    Loaded loaded = Loaded.readFrom(log);
    assertThat(loaded.cached()).contains("dev.starship.cli.ServeCommand");
    // What no training met is read from the jar.
    assertThat(loaded.read()).hasSizeLessThan(loaded.cached().size() / 10);
  }

  @Test
  void makeCacheMakesItAnewAndItFitsWhereverTheReleaseIsMoved() throws Exception {
    Release release = Release.unpacked(archive, folder);
    Files.delete(release.cache());
    assertThat(release.classesForVersion().cached()).isEmpty();
    assertThat(release.run(List.of(), "make-cache").success()).isEqualTo(release.cache() + "\n");
    Release moved = new Release(folder.resolve("moved"));
    Files.move(release.folder(), moved.folder());
    Loaded loaded = moved.classesForVersion();
    assertThat(loaded.cached()).contains("dev.starship.cli.Main");
    assertThat(loaded.read()).isEmpty();
    assertThat(moved.folder().resolve("cache")).doesNotExist();
  }

  @Test
  void makeCacheFailsWithOneSentenceWhereItMayNotWrite() throws Exception {
    Release release = Release.unpacked(archive, folder);
    // Nothing keeps root from writing but the loss of its capabilities.
    List<String> withoutRights =
        System.getProperty("user.name").equals("root")
            ? List.of("setpriv", "--inh-caps=-all", "--bounding-set=-all")
            : List.of();
    assertThat(release.folder().toFile().setWritable(false)).isTrue();
    try {
      Tool.Output failed = release.run(withoutRights, "make-cache");
      assertThat(failed.exitCode()).isEqualTo(1);
      assertThat(failed.err())
          .startsWith("starship: make-cache cannot write to " + release.folder().toRealPath())
          .hasLineCount(1);
    } finally {
      assertThat(release.folder().toFile().setWritable(true)).isTrue();
    }
    assertThat(release.cache()).exists();
  }

  @Test
  void makeCacheFailsWithOneSentenceWhereTheProductDoesNotRun() throws Exception {
    Release release = Release.unpacked(archive, folder);
    Files.writeString(release.jar(), "no jar");
    Tool.Output failed = release.run(List.of(), "make-cache");
    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(failed.err()).startsWith("starship: the cache for fast starts").hasLineCount(1);
    assertThat(release.cache()).doesNotExist();
  }

  @Test
  void theSameBuildGivesTheSameArchiveWhoseFilesAreOfRoot() throws Exception {
    Path again = Release.archive(folder);
    assertThat(again).hasSameBinaryContentAs(archive);
    assertThat(Tool.run("tar", "-tvzf", archive.toString()).success().lines())
        .hasSizeGreaterThan(30)
        .allMatch(line -> line.contains("root"));
  }

  @Test
  void packageTellsInOneSentenceWhatIsWrong() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatFails(1, "cannot write to " + file, Release.makeIn(file));
    assertThatFails(2, "no option --in", Tool.run("./starship", "package", "--in", "x"));
    assertThatFails(2, "--out needs a folder", Tool.run("./starship", "package", "--out"));
    assertThatFails(2, "no option anew", Tool.run("./starship", "make-cache", "anew"));
    Release release = Release.unpacked(archive, folder);
    assertThatFails(1, "only in a checkout", release.run(List.of(), "package"));
  }

  @Test
  void theImageTakesFromTheReleaseWhatIsThereAndStartsIt() throws Exception {
    Release release = Release.unpacked(archive, folder);
    List<String> taken =
        dockerfile("COPY --from=build ")
            .flatMap(line -> Stream.of(line.split(" ")).limit(line.split(" ").length - 1))
            .toList();
    assertThat(taken)
        .contains(IN_IMAGE + "starship", IN_IMAGE + "lib")
        .allMatch(path -> path.startsWith(IN_IMAGE))
        .allSatisfy(
            path -> assertThat(release.folder().resolve(Path.of(path).getFileName())).exists());
    assertThat(dockerfile("ENTRYPOINT "))
        .containsExactly("[\"" + IN_IMAGE + release.launcher().getFileName() + "\"]");
    assertThat(dockerfile("USER ")).singleElement().asString().matches("[1-9]\\d*:[1-9]\\d*");
  }

  @Test
  void theBuildOfTheImageGetsAllThatPackageNeeds() throws Exception {
    List<String> ignored =
        Files.readAllLines(Path.of(".dockerignore")).stream()
            .filter(line -> line.startsWith("/"))
            .toList();
    assertThat(ignored).contains("/target");
    for (String needed :
        List.of(
            ".git", ".mvn", "pom.xml", "starship", "src/main", "src/build", "docs", "LICENSE")) {
      assertThat(ignored).noneMatch(path -> ("/" + needed + "/").startsWith(path + "/"));
    }
  }

  private static Stream<String> dockerfile(String instruction) throws IOException {
    return Files.readAllLines(Path.of("Dockerfile")).stream()
        .filter(line -> line.startsWith(instruction))
        .map(line -> line.substring(instruction.length()));
  }

  private static void assertThatFails(int exitCode, String sentence, Tool.Output failed) {
    assertThat(failed.exitCode()).isEqualTo(exitCode);
    assertThat(failed.out()).isEmpty();
    assertThat(failed.err()).startsWith("starship: ").contains(sentence).hasLineCount(1);
  }
}
