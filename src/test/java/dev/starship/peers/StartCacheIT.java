package dev.starship.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.peers.Release.Loaded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The AOT cache of the JVM beside the jar makes starts faster and changes nothing else. The
/// product lies in a folder as a release has it.
@Timeout(180)
@SuppressWarnings("NullAway.Init") // JUnit sets the fields.
class StartCacheIT {
  @TempDir Path folder;
  Release release;

  @BeforeEach
  void copy() throws Exception {
    release = Release.copied(folder);
  }

  @Test
  void theBuildMakesOneThatTheJvmTakes() throws Exception {
    String jar = Path.of("target/starship.jar").toAbsolutePath().toString();
    String flags =
        Tool.run("sed", "-n", "/^JVM_FLAGS/,/\"$/p", "starship")
            .success()
            .replaceAll("JVM_FLAGS=|\"", "");
    Tool.Output said =
        Tool.run(
            "sh",
            "-c",
            "exec \"$1\" $2 -XX:AOTCache=target/starship.aot -XX:AOTMode=on -jar \"$3\" --version",
            "sh",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            flags,
            jar);
    assertThat(said.success()).startsWith("starship ");
    assertThat(said.err()).isEmpty();
  }

  @Test
  void nothingIsSaidWhereThereIsNone() throws Exception {
    assertThatVersionIsAllItSays();
  }

  @Test
  void nothingIsSaidOfOneThatIsBroken() throws Exception {
    Files.writeString(release.cache(), "no cache");
    assertThatVersionIsAllItSays();
  }

  @Test
  void nothingIsSaidOfOneForAnotherJar() throws Exception {
    release.copyCache();
    assertThatVersionIsAllItSays();
  }

  @Test
  void oneOlderThanTheJarIsNotUsed() throws Exception {
    release.copyCache();
    assertThat(release.classesForVersion().cached()).contains("dev.starship.cli.Main");
    FileTime later = FileTime.from(Instant.now().plus(Duration.ofDays(1)));
    Files.setLastModifiedTime(release.jar(), later);
    assertThat(release.classesForVersion().cached()).isEmpty();
    assertThatVersionIsAllItSays();
  }

  @Test
  void oneMadeWithLittleMemoryFitsWithMuch() throws Exception {
    release.copyCache();
    // What counts is whether the heap may grow beyond 32 GB.
    for (String memory : List.of("1g", "256g")) {
      Loaded loaded = release.classesForVersion("-XX:MaxRAM=" + memory);
      assertThat(loaded.cached()).as(memory).contains("dev.starship.cli.Main");
    }
  }

  @Test
  void nothingIsSaidOfOneForOtherFlags() throws Exception {
    release.copyCache();
    for (String flags :
        List.of("-XX:-UseSerialGC -XX:+UseZGC", "-XX:-UseCompactObjectHeaders", "-Xshare:off")) {
      assertThatVersionIsAllItSays("STARSHIP_JVM_OPTS=" + flags);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"picocli-", "bcprov-", "bcpkix-", "bcutil-"})
  void aLibraryThatTheBuildChangesSaysSoInsideAndBeside(String name) throws Exception {
    Path jar = library(name);
    String beside = Files.readString(Path.of(jar + ".NOTICE"));
    assertThat(beside)
        .startsWith("NOTICE: the files in " + jar.getFileName() + " were changed")
        .contains("https://www.apache.org/licenses/LICENSE-2.0");
    try (ZipFile entries = new ZipFile(jar.toFile())) {
      byte[] inside =
          entries.getInputStream(entries.getEntry("META-INF/NOTICE.changed")).readAllBytes();
      assertThat(inside).asString().isEqualTo(beside);
    }
  }

  @Test
  void aLibraryThatWasSignedKeepsItsManifestButForTheDigests() throws Exception {
    try (JarFile jar = new JarFile(library("bcprov-").toFile())) {
      assertThat(jar.stream().map(ZipEntry::getName))
          .contains("META-INF/LICENSE.md")
          .noneMatch(name -> name.endsWith(".SF") || name.endsWith(".RSA"));
      assertThat(jar.isMultiRelease()).isTrue();
      assertThat(jar.getManifest().getMainAttributes().getValue("Bundle-SymbolicName"))
          .isEqualTo("bcprov");
      assertThat(jar.getManifest().getEntries()).isEmpty();
    }
  }

  private Path library(String name) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("lib"))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(name))
          .filter(file -> file.toString().endsWith(".jar"))
          .findFirst()
          .orElseThrow();
    }
  }

  private void assertThatVersionIsAllItSays(String... environment) throws Exception {
    Tool.Output said = release.run(List.of(environment), "--version");
    assertThat(said.success()).startsWith("starship ").hasLineCount(3);
    assertThat(said.err()).isEmpty();
  }
}
