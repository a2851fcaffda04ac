package dev.starship.source.file;

import dev.starship.routing.RouteJson;
import java.io.InputStream;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.dataformat.yaml.YAMLAnchorReplayingFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// Reads routes from a YAML list, one entry after the other. Anchors and aliases work.
final class YamlRoutes {
  private final RoutesFile.Lines lines;
  private final ObjectReader reader;

  private YamlRoutes(RoutesFileLimits limits, RoutesFile.Lines lines) {
    this.lines = lines;
    var settings = LoadSettings.builder().setCodePointLimit(limits.yamlBytes()).build();
    var factory = YAMLAnchorReplayingFactory.builder();
    factory.loadSettings(settings);
    reader =
        YAMLMapper.builder(factory.build())
            .build()
            .reader()
            .with(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  }

  static void read(InputStream in, RoutesFileLimits limits, RoutesFile.Lines lines) {
    new YamlRoutes(limits, lines).read(in);
  }

  private void read(InputStream in) {
    int line = 1;
    try (JsonParser parser = reader.createParser(in)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        return;
      }
      if (first != JsonToken.START_ARRAY) {
        add(new RouteLine.Bad(1, "is not a YAML list"));
        return;
      }
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        line = parser.currentTokenLocation().getLineNr();
        JsonNode entry = reader.readTree(parser);
        if (!add(RouteLine.of(line, RouteJson.read(entry)))) {
          return;
        }
      }
      if (parser.nextToken() != null) {
        line = parser.currentTokenLocation().getLineNr();
        add(new RouteLine.Bad(line, "a routes file is one YAML list, and another begins here"));
      }
    } catch (JacksonException e) {
      add(broken(e, line));
    }
  }

  private static RouteLine.Bad broken(JacksonException e, int entry) {
    if (e.getCause() instanceof MarkedYamlEngineException marked) {
      int line = marked.getProblemMark().map(mark -> mark.getLine() + 1).orElse(entry);
      return new RouteLine.Bad(line, "is not YAML: " + marked.getProblem());
    }
    int line = e.getLocation() == null ? entry : Math.max(e.getLocation().getLineNr(), entry);
    String what = e.getOriginalMessage().lines().findFirst().orElse("unreadable");
    return new RouteLine.Bad(line, "is not YAML: " + what);
  }

  private boolean add(RouteLine line) {
    var one = new EncodedLines(256);
    one.add(line);
    return lines.add(one);
  }
}
