package dev.starship.config;

import static dev.starship.config.Configurations.LEAST;
import static dev.starship.config.Configurations.load;
import static dev.starship.config.Configurations.problems;
import static dev.starship.config.Configurations.settings;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `${NAME}` and `${file:PATH}`.
class ReferenceTest {
  @TempDir Path folder;

  @Test
  void takesAVariableAnywhereInAValue() {
    Loaded loaded =
        load(
            """
            listeners: [{ bind: "127.0.0.1:${PORT}" }]
            routes: { source: { http: { url: "http://${API}/{host}", headers: { Authorization: "Bearer ${TOKEN}" } } } }
            loops: ${LOOPS}
            """,
            Map.of("PORT", "8443", "API", "api.internal", "TOKEN", "t0p", "LOOPS", "2"));
    Settings settings = settings(loaded);
    assertThat(settings.listeners().getFirst().bind()).hasToString("127.0.0.1:8443");
    assertThat(settings.loops()).isEqualTo(2);
    var http = ((Settings.Source.Http) settings.sources().getFirst()).settings();
    assertThat(http.url().toString()).isEqualTo("http://api.internal/{host}");
    assertThat(http.headers()).containsEntry("Authorization", "Bearer t0p");
  }

  @Test
  void takesAFileWithoutItsLastNewline() throws IOException {
    Files.writeString(folder.resolve("token"), "first,second\n");
    Settings settings =
        settings(load(LEAST + "admin: { token: \"${file:token}\" }", Map.of(), folder));
    assertThat(settings.admin().token()).isEqualTo("first,second");
  }

  @Test
  void doesNotLookThroughWhatItPutIn() {
    Settings settings =
        settings(load(LEAST + "admin: { token: \"${A}\" }", Map.of("A", "${B}", "B", "b")));
    assertThat(settings.admin().token()).isEqualTo("${B}");
  }

  @Test
  void refusesAVariableThatIsNotSet() {
    assertThat(problems(LEAST + "admin: { token: \"${ADMIN_TOKEN}\" }"))
        .containsExactly(
            "starship.yaml:6: admin.token: the environment variable ADMIN_TOKEN is not set; set it before the start");
  }

  @Test
  void refusesAFileThatCannotBeRead() {
    assertThat(problems(load(LEAST + "admin: { token: \"${file:gone}\" }", Map.of(), folder)))
        .containsExactly(
            "starship.yaml:6: admin.token: the file gone cannot be read; name a file that this user may read");
  }

  @Test
  void refusesAFileTooLongForASecret() throws IOException {
    Files.write(folder.resolve("long"), new byte[Reading.MAX_SECRET_BYTES + 1]);
    assertThat(problems(load(LEAST + "admin: { token: \"${file:long}\" }", Map.of(), folder)))
        .singleElement()
        .asString()
        .contains("too long for a value");
  }

  @Test
  void refusesWhatOnlyLooksLikeAReference() {
    assertThat(problems(LEAST + "admin: { token: \"${A-B}\" }"))
        .containsExactly(
            "starship.yaml:6: admin.token: ${A-B} is not a reference; write ${NAME} or ${file:PATH}");
    assertThat(problems(LEAST + "admin: { token: \"${A\" }"))
        .singleElement()
        .asString()
        .contains("${A is not a reference");
    assertThat(problems(LEAST + "admin: { token: \"${}\" }"))
        .singleElement()
        .asString()
        .contains("${} is not a reference");
  }

  @Test
  void neverShowsWhatAReferenceStandsFor() {
    assertThat(problems(load(LEAST + "loops: ${SECRET}", Map.of("SECRET", "hunter2"))))
        .singleElement()
        .asString()
        .contains("\"${SECRET}\"")
        .doesNotContain("hunter2");
  }

  @Test
  void namesPlacesThatCannotBeUsedAsTheyAreWritten() {
    Path gone = folder.resolve("hunter2");
    Map<String, String> environment =
        Map.of("BIND", "127.0.0.1:7", "OPEN", "0.0.0.0:8", "GONE", gone.toString(), "HOSTS", "50");
    String text =
        """
        listeners: [{ bind: "${BIND}" }, { bind: "${BIND}" }, { bind: "${OPEN}" }]
        routes:
          source: { file: { path: "${GONE}/a.ndjson" } }
          cache: { snapshot: "${GONE}/routes", maxHosts: "${HOSTS}000000" }
        unknown:
          pages: "${GONE}"
          certificate: { chain: "${GONE}", key: "${GONE}" }
        accessLog: { path: "${GONE}/log" }
        admin: { bind: "${OPEN}" }
        """;
    assertThat(problems(load(text, environment)))
        .containsExactly(
            "starship.yaml:1: listeners[1].bind: ${BIND} is bound by a listener above; leave one of them out",
            "starship.yaml:3: routes.source.file.path: ${GONE}/a.ndjson does not exist; name a file that is there",
            "starship.yaml:4: routes.cache.maxHosts: ${HOSTS}000000 hosts of 600 bytes are more than half of the heap of 4,096 MiB; write at most 3579139, or give the JVM more memory",
            "starship.yaml:4: routes.cache.snapshot: the folder of ${GONE}/routes does not exist; create it",
            "starship.yaml:6: unknown.pages: ${GONE} is not a folder; name a folder that is there",
            "starship.yaml:7: unknown.certificate.chain: ${GONE} does not exist; name a file that is there",
            "starship.yaml:7: unknown.certificate.key: ${GONE} does not exist; name a file that is there",
            "starship.yaml:8: accessLog.path: the folder of ${GONE}/log does not exist; create it",
            "starship.yaml:9: admin.bind: ${OPEN} is taken by a listener; give the admin port another port",
            "starship.yaml:9: admin.bind: ${OPEN} is open to others without a token; set admin.token, or bind to 127.0.0.1");
  }

  @Test
  void namesFilesThatAreWrongInsideAsTheyAreWritten() throws IOException {
    Path place = Files.createDirectory(folder.resolve("hunter2"));
    Files.writeString(place.resolve("a.ndjson"), "nonsense\n");
    Files.writeString(place.resolve("404.html"), "x".repeat(400_000));
    Files.writeString(place.resolve("pem"), "nonsense");
    String text =
        """
        listeners: [{ bind: 127.0.0.1:0 }]
        routes: { source: { file: { path: "${PLACE}/a.ndjson" } } }
        unknown:
          pages: "${PLACE}"
          certificate: { chain: "${PLACE}/pem", key: "${PLACE}/pem" }
        """;
    var thorough =
        new Surroundings(
            Map.of("PLACE", place.toString()),
            folder,
            Configurations.HEAP,
            Configurations.DESCRIPTORS,
            2,
            true);
    assertThat(problems(ConfigurationFile.parse("starship.yaml", text, thorough)))
        .allSatisfy(problem -> assertThat(problem).doesNotContain("hunter2"))
        .satisfiesExactly(
            problem -> assertThat(problem).contains(".path: ${PLACE}/a.ndjson:1: is not JSON"),
            problem -> assertThat(problem).contains("unknown.pages: ${PLACE}/404.html is larger"),
            problem -> assertThat(problem).contains("unknown.certificate: ${PLACE}/pem has no "));
  }
}
