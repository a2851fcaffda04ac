package dev.starship.config;

import static dev.starship.config.Configurations.HEAP;
import static dev.starship.config.Configurations.settings;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The example configuration and the table of keys say what the code does. In the example, `#key:`
/// is a key that is off, and `# text` explains.
class ExampleConfigTest {
  private static final Path EXAMPLE = Path.of("examples/starship.yaml");
  private static final Path PAGE = Path.of("docs/configuration.md");
  private static final Pattern ROW = Pattern.compile("\\| `([^`]+)` \\| (?:`([^`]+)`)? ?\\|.*");
  private static final Map<String, String> ENVIRONMENT =
      Map.of("API_TOKEN", "t", "ADMIN_TOKEN", "t");

  @TempDir Path folder;

  @BeforeEach
  void makeWhatTheExampleNames() throws IOException {
    Files.createDirectory(folder.resolve("pages"));
    for (String file : Set.of("routes.ndjson", "chain.pem", "key.pem")) {
      Files.createFile(folder.resolve(file));
    }
  }

  @Test
  void theExampleHoldsAsItIs() throws IOException {
    assertThat(settings(load(Files.readString(EXAMPLE)))).isNotNull();
  }

  @Test
  void theExampleHoldsWithEveryKeySwitchedOn() throws IOException {
    assertThat(settings(load(everythingOn()))).isNotNull();
  }

  @Test
  void theExampleShowsTheDefaults() throws IOException {
    Settings example = settings(load(Files.readString(EXAMPLE)));
    String least =
        """
        listeners: [{ bind: "[::]:443" }, { bind: "[::]:80" }]
        routes: { source: { http: { url: "http://api.internal/routes/{host}" } } }
        """;
    assertThat(example).isEqualTo(settings(load(least)));
  }

  @Test
  void theExampleShowsEveryKey() throws IOException {
    var shown = new TreeSet<String>();
    collectKeys(tree(everythingOn()), "", shown);
    assertThat(shown).isEqualTo(keysAskedFor(everythingOn()).keySet());
  }

  @Test
  void theTableShowsEveryKeyWithItsDefault() throws IOException {
    Map<String, String> known = keysAskedFor(everythingOn());
    known.putAll(keysAskedFor("unknown: { backend: 10.0.0.9 }"));
    // What it is depends on the machine, which the table says in words.
    known.put("loops", "");
    known.put("limits.maxSessions", "");
    assertThat(table()).isEqualTo(known);
  }

  private String everythingOn() throws IOException {
    return Files.readString(EXAMPLE).replaceAll("(?m)^( *)#(?=[a-zA-Z]+:|- )", "$1");
  }

  /// Loads `text` as if the files that it names were all there.
  private Loaded load(String text) {
    return ConfigurationFile.parse("starship.yaml", there(text), surroundings());
  }

  private String there(String text) {
    return text.replace("/etc/starship", folder.toString())
        .replace("/var/lib/starship", folder.toString());
  }

  private Surroundings surroundings() {
    return new Surroundings(ENVIRONMENT, folder, HEAP, Configurations.DESCRIPTORS, 2, false);
  }

  private Map<String, String> keysAskedFor(String text) {
    var reading = new Reading("starship.yaml", surroundings());
    SettingsReader.read(Section.root(reading, tree(there(text)), new LinkedHashMap<>()));
    return new TreeMap<>(reading.keys());
  }

  private Node.Fields tree(String text) {
    return Objects.requireNonNull(
        YamlTree.parse(text, new Reading("starship.yaml", surroundings())));
  }

  /// Headers may have any name, so that their names are no keys.
  private static void collectKeys(Node node, String path, Set<String> keys) {
    switch (node) {
      case Node.Fields fields when !path.endsWith(".headers") ->
          fields
              .byKey()
              .forEach((key, field) ->
                  collectKeys(field.value(), path.isEmpty() ? key : path + "." + key, keys));
      case Node.Items items when items.nodes().stream().anyMatch(Node.Fields.class::isInstance) ->
          items.nodes().forEach(item -> collectKeys(item, path + "[]", keys));
      default -> keys.add(path);
    }
  }

  private static Map<String, String> table() throws IOException {
    try (Stream<String> lines = Files.lines(PAGE)) {
      return new TreeMap<>(
          lines
              .map(ROW::matcher)
              .filter(Matcher::matches)
              .collect(
                  Collectors.toMap(
                      row -> row.group(1), row -> Objects.requireNonNullElse(row.group(2), ""))));
    }
  }
}
