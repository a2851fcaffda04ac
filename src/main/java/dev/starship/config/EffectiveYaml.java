package dev.starship.config;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.core.io.JsonStringEncoder;

/// Writes the effective configuration as YAML. Values are strings, lists and maps; empty maps are
/// left out.
final class EffectiveYaml {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9/][A-Za-z0-9_./%-]*");

  private final StringBuilder out = new StringBuilder();

  private EffectiveYaml() {}

  static String of(Map<String, Object> keys) {
    var yaml = new EffectiveYaml();
    yaml.map(keys, "");
    return yaml.out.toString();
  }

  private void map(Map<?, ?> keys, String indent) {
    String before = "";
    for (var entry : keys.entrySet()) {
      if (!(entry.getValue() instanceof Map<?, ?> inner && isEmpty(inner))) {
        out.append(before).append(scalar(entry.getKey().toString())).append(':');
        value(entry.getValue(), indent);
        before = indent;
      }
    }
  }

  private void value(Object value, String indent) {
    switch (value) {
      case Map<?, ?> inner -> {
        out.append('\n').append(indent).append("  ");
        map(inner, indent + "  ");
      }
      case List<?> items when items.isEmpty() -> out.append(" []\n");
      case List<?> items -> list(items, indent);
      default -> out.append(' ').append(scalar(value.toString())).append('\n');
    }
  }

  private void list(List<?> items, String indent) {
    out.append('\n');
    for (Object item : items) {
      out.append(indent).append("  - ");
      if (item instanceof Map<?, ?> inner) {
        map(inner, indent + "    ");
      } else {
        out.append(scalar(item.toString())).append('\n');
      }
    }
  }

  private static boolean isEmpty(Map<?, ?> map) {
    return map.values().stream()
        .allMatch(value -> value instanceof Map<?, ?> inner && isEmpty(inner));
  }

  /// A JSON string is a double-quoted YAML scalar.
  private static String scalar(String text) {
    if (PLAIN.matcher(text).matches()) {
      return text;
    }
    return "\"" + new String(JsonStringEncoder.getInstance().quoteAsCharArray(text)) + "\"";
  }
}
