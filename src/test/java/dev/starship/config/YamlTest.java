package dev.starship.config;

import static dev.starship.config.Configurations.LEAST;
import static dev.starship.config.Configurations.problems;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files that are no YAML, or YAML that no configuration needs.
class YamlTest {
  @TempDir Path folder;

  @Test
  void namesTheLineOfABrokenFile() {
    assertThat(problems("listeners:\n  - bind: 127.0.0.1:443\n bad\n"))
        .singleElement()
        .asString()
        .startsWith("starship.yaml:3: this is not valid YAML: ");
    assertThat(problems("a: [1\nb: 2\n"))
        .singleElement()
        .asString()
        .startsWith("starship.yaml:2: this is not valid YAML: ");
  }

  @Test
  void tellsThatAnIpv6AddressNeedsQuotes() {
    assertThat(problems("listeners:\n  - bind: [::]:443\n"))
        .singleElement()
        .asString()
        .startsWith("starship.yaml:2: this is not valid YAML: ")
        .endsWith("; put an IPv6 address in quotes, such as \"[::]:443\"");
  }

  @Test
  void tellsThatBracesWithinBracesNeedQuotes() {
    assertThat(problems("routes: { source: { http: { url: http://a/{host} } } }"))
        .singleElement()
        .asString()
        .endsWith(
            "; put a value with { } in quotes, such as \"http://api.internal/routes/{host}\"");
  }

  @Test
  void tellsThatTabsDoNotIndent() {
    assertThat(problems("listeners:\n\t- bind: 127.0.0.1:443\n"))
        .singleElement()
        .asString()
        .startsWith("starship.yaml:2: ")
        .endsWith("; indent with spaces");
  }

  @Test
  void refusesAKeyThatStandsTwice() {
    assertThat(problems(LEAST + "drainTimeout: 1s\nloops: 1\ndrainTimeout: 2s\n"))
        .containsExactly(
            "starship.yaml:8: drainTimeout: stands here and in line 6; keep one of the two");
  }

  @Test
  void refusesASecondDocumentAndAliases() {
    assertThat(problems(LEAST + "---\nloops: 1\n"))
        .singleElement()
        .asString()
        .contains(":7: a second document begins here");
    assertThat(problems(LEAST + "backends: { tlsPort: &n 1, httpPort: *n }\n"))
        .contains(
            "starship.yaml:6: backends.httpPort: aliases are not understood; write the value out");
  }

  @Test
  void refusesFilesWithoutKeys() {
    assertThat(problems(""))
        .containsExactly(
            "starship.yaml: the file is empty; write at least `listeners` and `routes`");
    assertThat(problems("# nothing\n")).hasSize(1);
    assertThat(problems("- 1\n- 2\n"))
        .containsExactly("starship.yaml:1: the file holds no keys; write `key: value` lines");
    assertThat(problems("hello")).hasSize(1);
  }

  @Test
  void refusesControlCharactersAndBottomlessNesting() {
    assertThat(problems("a: \u0007")).singleElement().asString().contains("this is not valid YAML");
    assertThat(problems("a: " + "[".repeat(100_000)))
        .singleElement()
        .asString()
        .contains("this is not valid YAML");
  }

  @Test
  void refusesAFileThatCannotBeReadOrNeverEnds() throws Exception {
    Path gone = folder.resolve("gone.yaml");
    assertThat(problems(ConfigurationFile.load(gone)))
        .containsExactly(gone + ": does not exist; name the file of a configuration");
    assertThat(problems(ConfigurationFile.load(folder)))
        .containsExactly(folder + ": cannot be read; name a file that this user may read");
    Path large =
        Files.write(folder.resolve("large.yaml"), new byte[ConfigurationFile.MAX_BYTES + 1]);
    assertThat(problems(ConfigurationFile.load(large)))
        .containsExactly(large + ": is longer than 1 MiB; name a configuration");
  }

  @Test
  void takesRelativePathsFromTheFolderOfTheFile() throws Exception {
    Files.writeString(folder.resolve("routes.ndjson"), "");
    Path file =
        Files.writeString(
            folder.resolve("starship.yaml"),
            "listeners: [{ bind: 127.0.0.1:0 }]\nroutes: { source: { file: { path: routes.ndjson } } }\n");
    assertThat(Configurations.settings(ConfigurationFile.load(file)).sources())
        .containsExactly(new Settings.Source.File(folder.resolve("routes.ndjson")));
  }
}
