package dev.starship.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starship.address.Address;
import dev.starship.config.Loaded;
import dev.starship.config.Settings;
import dev.starship.proxy.ListenerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShortcutsTest {
  private static final Address BIND = Address.parse("127.0.0.1:8443").orElseThrow();

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "http://api:8081, http://api:8081/routes/{host}",
    "http://api:8081/, http://api:8081/routes/{host}",
    "https://api/v2/hosts, https://api/v2/hosts/{host}",
    "https://api/v2/hosts/, https://api/v2/hosts/{host}",
    "http://api/routes/{host}, http://api/routes/{host}",
    "http://api/find?name={host}&x=1, http://api/find?name={host}&x=1"
  })
  void completesTheUrlOfAnApi(String api, String url) {
    assertThat(Shortcuts.lookupUrl(api)).isEqualTo(url);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://api/find?name=", "http://api/#x", "mailto:a@b", "http://a b"})
  void asksWhereTheHostBelongs(String api) {
    assertThatThrownBy(() -> Shortcuts.lookupUrl(api)).isInstanceOf(CommandFailure.class);
  }

  @Test
  void standForAConfigurationWithAnApi() {
    Settings settings = settings(new Shortcuts(List.of(BIND), "http://api", null, List.of()));
    assertThat(settings.listeners()).containsExactly(ListenerSettings.forClients(BIND));
    assertThat(settings.sources())
        .singleElement()
        .isInstanceOfSatisfying(
            Settings.Source.Http.class,
            http -> assertThat(http.settings().url()).isEqualTo("http://api/routes/{host}"));
  }

  @Test
  void standForAConfigurationWithAFileOfAnyName() throws IOException {
    Path routes = Files.createFile(folder.resolve("a \"b\": {c}.ndjson"));
    Settings settings = settings(new Shortcuts(List.of(BIND), null, routes, List.of()));
    assertThat(settings.sources()).containsExactly(new Settings.Source.File(routes));
  }

  @Test
  void allowedRangesAreThoseOfTheBackends() {
    var allow = List.of("127.0.0.0/8", "::1");
    Settings settings = settings(new Shortcuts(List.of(BIND), "http://api", null, allow));
    assertThat(settings.allow()).hasToString("[127.0.0.0/8, ::1/128]");
  }

  @Test
  void bindTheUsualPortsIfNoneIsNamed() {
    Settings settings = settings(new Shortcuts(List.of(), "http://api", null, List.of()));
    assertThat(settings.listeners())
        .extracting(listener -> listener.bind().port())
        .containsExactly(443, 80);
  }

  @Test
  void speakOfOptionsWhereTheyAreWrong() {
    var shortcuts = new Shortcuts(List.of(BIND, BIND), null, folder.resolve("gone"), List.of());
    assertThat(sentences(shortcuts.load()))
        .containsExactlyInAnyOrder(
            "--bind: 127.0.0.1:8443 is bound by a listener above; leave one of them out",
            "--routes: " + folder.resolve("gone") + " does not exist; name a file that is there");
  }

  private static Settings settings(Shortcuts shortcuts) {
    return switch (shortcuts.load()) {
      case Loaded.Good good -> good.settings();
      case Loaded.Bad(var problems) -> throw new AssertionError("refused: " + problems);
    };
  }

  private static List<String> sentences(Loaded loaded) {
    return loaded instanceof Loaded.Bad(var problems)
        ? problems.stream().map(Shortcuts::sentence).toList()
        : List.of();
  }
}
