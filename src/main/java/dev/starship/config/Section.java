package dev.starship.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The keys of one mapping, each read once and by its kind: `section.value("timeout", DEFAULT,
/// kind)`. What is asked for is what is known; what is there and was never asked for is a
/// misspelling, told by [#close()]. A value that is wrong is told and replaced by its default, so
/// that everything wrong comes out in one pass. What was read, or stands for what was left out, is
/// kept as the effective configuration.
final class Section implements AutoCloseable {
  private final Reading reading;
  private final String path;
  private final Node.Fields given;
  private final Map<String, Object> effective;
  private final Set<String> known = new LinkedHashSet<>();

  private Section(Reading reading, String path, Node.Fields given, Map<String, Object> effective) {
    this.reading = reading;
    this.path = path;
    this.given = given;
    this.effective = effective;
  }

  /// The whole document.
  ///
  /// @param effective takes every key with its value
  static Section root(Reading reading, Node.Fields given, Map<String, Object> effective) {
    return new Section(reading, "", given, effective);
  }

  /// What the configuration depends on besides its text.
  Surroundings surroundings() {
    return reading.surroundings();
  }

  /// What relative paths start from.
  Path folder() {
    return surroundings().folder();
  }

  /// Whether keys stand below `key`, and not a value.
  boolean isMapping(String key) {
    return node(key) instanceof Node.Fields;
  }

  /// Whether the file gives `key`, with or without a value.
  boolean has(String key) {
    known.add(key);
    return given.byKey().containsKey(key);
  }

  /// The value of `key`, or `otherwise` if there is none or it is wrong.
  <T> T value(String key, T otherwise, Kind<T> kind) {
    ask(key, kind.write().apply(otherwise));
    Node node = node(key);
    Optional<T> value = node == null ? Optional.empty() : read(node, path(key), kind, otherwise);
    T held = value.orElse(otherwise);
    effective.put(key, shown(node, kind, held));
    return held;
  }

  /// The value of `key`, or null if there is none or it is wrong.
  <T> @Nullable T optional(String key, Kind<T> kind) {
    ask(key, "");
    Node node = node(key);
    Optional<T> value = node == null ? Optional.empty() : read(node, path(key), kind, null);
    value.ifPresent(held -> effective.put(key, shown(node, kind, held)));
    return value.orElse(null);
  }

  /// The value of a key that must be there; null if it is not or is wrong.
  <T> @Nullable T required(String key, Kind<T> kind) {
    if (!has(key)) {
      reading.problem(given.line(), path(key), "is missing", "write " + kind.instead());
    }
    return optional(key, kind);
  }

  /// Names and their values, whatever the names are.
  <T> Map<String, T> named(String key, Kind<T> kind) {
    ask(key, "");
    var values = new LinkedHashMap<String, T>();
    var shown = new LinkedHashMap<String, Object>();
    fields(node(key), path(key))
        .byKey()
        .forEach((name, field) -> {
          Optional<T> value = read(field.value(), path(key) + "." + name, kind, null);
          value.ifPresent(held -> {
            values.put(name, held);
            shown.put(name, shown(field.value(), kind, held));
          });
        });
    effective.put(key, shown);
    return values;
  }

  /// The values of a list, or none if the key is not there.
  <T> List<T> values(String key, Kind<T> kind) {
    ask(key, "[]");
    List<T> values = new ArrayList<>();
    List<String> shown = new ArrayList<>();
    List<Node> items = items(key);
    for (int i = 0; i < items.size(); i++) {
      Node item = items.get(i);
      Optional<T> value = read(item, path(key) + "[" + i + "]", kind, null);
      value.ifPresent(held -> {
        values.add(held);
        shown.add(shown(item, kind, held));
      });
    }
    effective.put(key, shown);
    return values;
  }

  /// The mapping below `key`; one without keys if there is none.
  Section section(String key) {
    known.add(key);
    Node node = node(key);
    var inner = new LinkedHashMap<String, Object>();
    effective.put(key, inner);
    return new Section(reading, path(key), fields(node, path(key)), inner);
  }

  /// The mappings of the list below `key`. A mapping that stands there without a list counts as a
  /// list of one.
  List<Section> sections(String key) {
    known.add(key);
    List<Section> sections = new ArrayList<>();
    List<Object> shown = new ArrayList<>();
    boolean isOne = node(key) instanceof Node.Fields;
    List<Node> nodes = node(key) instanceof Node.Fields one ? List.of(one) : items(key);
    for (Node item : nodes) {
      String itemPath = path(key) + (isOne ? "" : "[" + sections.size() + "]");
      var inner = new LinkedHashMap<String, Object>();
      sections.add(new Section(reading, itemPath, fields(item, itemPath), inner));
      shown.add(inner);
    }
    effective.put(key, shown);
    return sections;
  }

  /// How a problem names what `key` holds: the value, or what is written there if that takes it
  /// from elsewhere.
  String asWritten(String key, Object value) {
    return written(node(key)).orElseGet(value::toString);
  }

  /// Tells that these keys cannot be right together.
  void refuse(String what, String instead) {
    reading.problem(given.line(), path, what, instead);
  }

  /// Tells that what `key` says cannot be right, although it reads well.
  void refuse(String key, String what, String instead) {
    Node.Field field = given.byKey().get(key);
    reading.problem(field == null ? given.line() : field.line(), path(key), what, instead);
  }

  /// Tells of every key that nobody asked for.
  @Override
  public void close() {
    given
        .byKey()
        .forEach((key, field) -> {
          if (!known.contains(key)) {
            reading.unknownKey(field.line(), path(key), key, known);
          }
        });
  }

  private void ask(String key, String usual) {
    known.add(key);
    reading.asked(path(key), usual);
  }

  private @Nullable Node node(String key) {
    Node.Field field = given.byKey().get(key);
    return field == null ? null : field.value();
  }

  private String path(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private <T> Optional<T> read(Node node, String path, Kind<T> kind, @Nullable T otherwise) {
    if (!(node instanceof Node.Scalar scalar)) {
      String what = node instanceof Node.Nothing ? "has no value" : "holds more than one value";
      reading.problem(node.line(), path, what, "write " + kind.instead());
      return Optional.empty();
    }
    Optional<String> text = reading.text(scalar, path);
    Optional<T> value = text.flatMap(kind.read());
    if (text.isPresent() && value.isEmpty()) {
      String usual =
          otherwise == null ? "" : " (the default is " + kind.write().apply(otherwise) + ")";
      reading.problem(
          scalar.line(),
          path,
          kind.refusal(scalar.text(), text.get()),
          "write " + kind.instead() + usual);
    }
    return value;
  }

  private Node.Fields fields(@Nullable Node node, String path) {
    if (node instanceof Node.Fields fields) {
      return fields;
    }
    if (node != null && !(node instanceof Node.Nothing)) {
      reading.problem(node.line(), path, "holds a value where keys belong", "write keys below it");
    }
    return new Node.Fields(node == null ? given.line() : node.line(), Map.of());
  }

  private List<Node> items(String key) {
    Node node = node(key);
    if (node instanceof Node.Items items) {
      return items.nodes();
    }
    if (node != null) {
      refuse(key, "is not a list", "write each item after a dash, or all in [ ]");
    }
    return List.of();
  }

  /// A reference is shown as it was written.
  private static <T> String shown(@Nullable Node node, Kind<T> kind, T value) {
    return written(node).map(kind::shownReference).orElseGet(() -> kind.shown(value));
  }

  /// The text of a value with references.
  private static Optional<String> written(@Nullable Node node) {
    return node instanceof Node.Scalar scalar && Reading.hasReference(scalar.text())
        ? Optional.of(scalar.text())
        : Optional.empty();
  }
}
