package dev.starship.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/// Turns the text of one YAML document into nodes that know their lines. Types are not guessed: a
/// scalar stays text.
final class YamlTree {
  private static final YAMLFactory YAML = new YAMLFactory();

  private final Reading reading;
  private final YAMLParser parser;

  private YamlTree(Reading reading, YAMLParser parser) {
    this.reading = reading;
    this.parser = parser;
  }

  /// The root of `text`; null if it is empty or broken, which is a problem told to `reading`.
  static Node.@Nullable Fields parse(String text, Reading reading) {
    try (var parser = (YAMLParser) YAML.createParser(ObjectReadContext.empty(), text)) {
      return new YamlTree(reading, parser).document();
    } catch (JacksonException broken) {
      reading.problem(
          lineOf(broken),
          "",
          "this is not valid YAML: " + reasonOf(broken),
          hint(text, lineOf(broken)));
      return null;
    }
  }

  private Node.@Nullable Fields document() {
    JsonToken first = parser.nextToken();
    if (first == null) {
      reading.problem(0, "", "the file is empty", "write at least `listeners` and `routes`");
      return null;
    }
    Node root = node(first, "");
    if (parser.nextToken() != null) {
      reading.problem(line(), "", "a second document begins here", "keep one document in a file");
    }
    if (root instanceof Node.Fields fields) {
      return fields;
    }
    reading.problem(root.line(), "", "the file holds no keys", "write `key: value` lines");
    return null;
  }

  private Node node(JsonToken token, String path) {
    int line = line();
    if (parser.isCurrentAlias()) {
      reading.problem(line, path, "aliases are not understood", "write the value out");
    }
    return switch (token) {
      case START_OBJECT -> fields(line, path);
      case START_ARRAY -> items(line, path);
      case VALUE_NULL -> new Node.Nothing(line);
      default -> new Node.Scalar(line, parser.getString());
    };
  }

  private Node fields(int line, String path) {
    var byKey = new LinkedHashMap<String, Node.Field>();
    while (next() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      int keyLine = line();
      String keyPath = path.isEmpty() ? key : path + "." + key;
      Node.Field earlier = byKey.get(key);
      var field = new Node.Field(keyLine, node(next(), keyPath));
      if (earlier != null) {
        reading.problem(
            keyLine, keyPath, "stands here and in line " + earlier.line(), "keep one of the two");
      } else {
        byKey.put(key, field);
      }
    }
    return new Node.Fields(line, byKey);
  }

  private Node items(int line, String path) {
    List<Node> nodes = new ArrayList<>();
    for (JsonToken token = next(); token != JsonToken.END_ARRAY; token = next()) {
      nodes.add(node(token, path + "[" + nodes.size() + "]"));
    }
    return new Node.Items(line, nodes);
  }

  /// The parser itself refuses a document that ends within a value, so there is always a next token
  /// there.
  private JsonToken next() {
    JsonToken token = parser.nextToken();
    if (token == null) {
      throw new IllegalStateException("the parser ended within a value");
    }
    return token;
  }

  private int line() {
    return parser.currentTokenLocation().getLineNr();
  }

  private static int lineOf(JacksonException broken) {
    if (broken.getCause() instanceof MarkedYamlEngineException marked
        && marked.getProblemMark().isPresent()) {
      return marked.getProblemMark().get().getLine() + 1;
    }
    return broken.getLocation() == null ? 0 : Math.max(0, broken.getLocation().getLineNr());
  }

  private static String reasonOf(JacksonException broken) {
    String reason =
        broken.getCause() instanceof MarkedYamlEngineException marked
            ? marked.getProblem()
            : broken.getOriginalMessage();
    return reason.lines().findFirst().orElse("broken");
  }

  private static String hint(String text, int line) {
    String broken = text.lines().skip(Math.max(0, line - 1)).findFirst().orElse("");
    if (broken.contains("[::") || broken.matches(".*\\[[0-9a-fA-F]*:.*")) {
      return "put an IPv6 address in quotes, such as \"[::]:443\"";
    }
    if (broken.contains("{host}") || broken.contains("${")) {
      return "put a value with { } in quotes, such as \"http://api.internal/routes/{host}\"";
    }
    if (broken.contains("\t")) {
      return "indent with spaces";
    }
    return "check indentation, quotes and brackets near this line";
  }
}
