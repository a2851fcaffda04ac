package dev.starship.cli;

import static dev.starship.cli.CommandLines.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.cli.CommandLines.Said;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The commands as far as they end by themselves.
class CliTest {
  private static final String LEAST =
      """
      listeners: [{ bind: 127.0.0.1:0 }]
      routes: { source: { http: { url: "http://127.0.0.1:1/{host}" } } }
      """;

  @TempDir Path folder;

  @Test
  void showsVersionCommitAndJdk() {
    Said said = run("--version");
    assertThat(said.exitCode()).isZero();
    assertThat(said.out().lines())
        .satisfiesExactly(
            version -> assertThat(version).matches("starship [0-9].*"),
            commit -> assertThat(commit).startsWith("commit "),
            jdk -> assertThat(jdk).startsWith("jdk " + Runtime.version().feature()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "demo", "serve", "check", "lookup-api"})
  void showsHelpWithAnExampleForEachCommand(String command) {
    Said said = command.isEmpty() ? run("--help") : run(command, "--help");
    assertThat(said.exitCode()).isZero();
    assertThat(said.out())
        .contains("Usage: starship " + command, "Example: starship ", "--debug", "--help");
    assertThat(said.err()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "serv | 'serv' is not known here. Did you mean serve? See starship --help.",
        "serve --rout x | '--rout' is not known here. Did you mean --routes? See starship serve --help.",
        "serve --bind 443 --api http://a | '443' is not an IP address with a port",
        "check | Missing required option: '--config=FILE'.",
        "lookup-api | Missing required option: '--routes=FILE'.",
        "demo --http-port x | 'x' is not an int",
        "demo --http-port 65536 | --http-port is a port from 0 to 65535, not 65536.",
        "serve | say where routes come from: -c FILE, or either --api URL or --routes FILE.",
        "serve --api http://a --routes b | say where routes come from",
        "serve -c a --api http://b | -c cannot be mixed with --api, --routes, --bind or --allow: write them into a.",
        "serve -c a --bind 127.0.0.1:1 | -c cannot be mixed",
        "serve --api http://a?x=1 | --api does not say where the host belongs: write {host} there.",
        "serve --api ::: | --api is not a URL",
        "serve --api ftp://a | --api: \"ftp://a/routes/{host}\" cannot be used: it begins with neither http:// nor https://; write a URL such as http://api.internal:8080/routes/{host}, with a port up to 65535",
        "serve --api http://u:pass@a | --api: what stands here cannot be used: it names a user,",
        "serve --routes /nowhere/routes.ndjson | --routes: /nowhere/routes.ndjson does not exist; name a file that is there",
        "serve -c /nowhere/starship.yaml | /nowhere/starship.yaml: does not exist; name the file of a configuration",
      })
  void refusesWrongUseInOneSentenceWithExitCode2(String line, String sentence) {
    Said said = run(line.split(" "));
    assertThat(said.exitCode()).isEqualTo(2);
    assertThat(said.err().lines())
        .singleElement()
        .asString()
        .startsWith("starship: ")
        .contains(sentence);
    assertThat(said.out()).isEmpty();
  }

  @Test
  void saysWhatToDoWithoutACommand() {
    Said said = run();
    assertThat(said.exitCode()).isEqualTo(2);
    assertThat(said.err())
        .isEqualTo("starship: no command is given. See starship --help." + System.lineSeparator());
  }

  @Test
  void checksAConfigurationInOneLine() throws IOException {
    Path file = write(LEAST);
    Said said = run("check", "-c", file.toString());
    assertThat(said)
        .isEqualTo(new Said(0, file + ": nothing is wrong" + System.lineSeparator(), ""));
  }

  @Test
  void saysThatOnlyTheFirstOfSeveralApisHasASnapshot() throws IOException {
    String api = "http: { url: \"http://127.0.0.1:%d/{host}\" }";
    String cache = "cache: { snapshot: routes.snapshot }";
    Path one = write(configuration("[{ " + api.formatted(1) + " }]", cache));
    assertThat(run("check", "-c", one.toString()).out()).hasLineCount(1);
    Path two = write(configuration("[{ %s }, { %s }]".formatted(api, api).formatted(1, 2), cache));
    Said said = run("check", "-c", two.toString());
    assertThat(said.exitCode()).isZero();
    assertThat(said.out().lines())
        .containsExactly(
            two + ": routes.cache.snapshot: keeps the answers of the first HTTP source only",
            two + ": nothing is wrong");
  }

  private static String configuration(String source, String cache) {
    return "listeners: [{ bind: 127.0.0.1:0 }]\nroutes: { source: %s, %s }\n"
        .formatted(source, cache);
  }

  @Test
  void checksAConfigurationAndShowsAllDefaults() throws IOException {
    Said said = run("check", "-c", write(LEAST).toString(), "--effective");
    assertThat(said.exitCode()).isZero();
    assertThat(said.out())
        .startsWith("listeners:\n")
        .contains("drainTimeout: 30s\n")
        .doesNotContain("nothing is wrong");
  }

  @Test
  void printsEveryProblemOfAConfiguration() throws IOException {
    Path file = write(LEAST + "drainTimout: 3s\nloops: many\n");
    for (Said said :
        new Said[] {
          run("check", "-c", file.toString()), run("check", "--effective", "-c", file.toString())
        }) {
      assertThat(said.exitCode()).isEqualTo(2);
      assertThat(said.out().lines())
          .containsExactly(
              file + ":3: drainTimout: is not a known key; did you mean drainTimeout?",
              file
                  + ":4: loops: \"many\" cannot be used; write a whole number from 1 to 1024 (the default is "
                  + Runtime.getRuntime().availableProcessors()
                  + ")");
    }
  }

  @Test
  void doesNotServeAWrongConfiguration() throws IOException {
    Path file = write(LEAST + "drainTimout: 3s\nloops: many\n");
    Said said = run("serve", "-c", file.toString());
    assertThat(said.exitCode()).isEqualTo(2);
    assertThat(said.err().lines())
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).startsWith("starship: " + file + ":"));
  }

  @Test
  void refusesABrokenRoutesFile() throws IOException {
    Path routes = Files.writeString(folder.resolve("routes.ndjson"), "nonsense\n");
    for (Said said :
        new Said[] {
          run("lookup-api", "--routes", routes.toString()),
          run("serve", "--routes", routes.toString(), "--bind", "127.0.0.1:0")
        }) {
      assertThat(said.exitCode()).isEqualTo(2);
      assertThat(said.err().lines())
          .singleElement()
          .asString()
          .startsWith("starship: " + routes + ":1: ");
    }
  }

  @Test
  void showsAStackTraceOnlyWhereItIsAskedFor() {
    assertThat(run("serve").err()).doesNotContain("\tat ");
    assertThat(run("serve", "--debug").err()).contains("\tat dev.starship.cli.ServeCommand");
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("starship.yaml"), text);
  }
}
