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
            "starship.yaml:6: admin.token: ${A-B} is no reference; write ${NAME} or ${file:PATH}");
    assertThat(problems(LEAST + "admin: { token: \"${A\" }"))
        .singleElement()
        .asString()
        .contains("${A is no reference");
    assertThat(problems(LEAST + "admin: { token: \"${}\" }"))
        .singleElement()
        .asString()
        .contains("${} is no reference");
  }

  @Test
  void neverShowsWhatAReferenceStandsFor() {
    assertThat(problems(load(LEAST + "loops: ${SECRET}", Map.of("SECRET", "hunter2"))))
        .singleElement()
        .asString()
        .contains("\"${SECRET}\"")
        .doesNotContain("hunter2");
  }
}
