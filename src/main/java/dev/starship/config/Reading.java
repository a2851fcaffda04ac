package dev.starship.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One pass over one configuration: collects what is wrong, and fills in what the file takes from
/// elsewhere.
final class Reading {
  /// The most bytes of a file named by `${file:PATH}` [64 KiB]: a secret is short, and a device
  /// never ends.
  static final int MAX_SECRET_BYTES = 64 * 1024;

  private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^}]*)}?");
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final String FILE = "file:";

  private final String file;
  private final Surroundings surroundings;
  private final List<Problem> problems = new ArrayList<>();
  private final List<Unknown> unknown = new ArrayList<>();
  private final Map<String, String> keys = new LinkedHashMap<>();

  /// A key that nobody asked for.
  private record Unknown(int line, String path, String key, Set<String> neighbours) {}

  Reading(String file, Surroundings surroundings) {
    this.file = file;
    this.surroundings = surroundings;
  }

  Surroundings surroundings() {
    return surroundings;
  }

  void problem(int line, String key, String what, String instead) {
    problems.add(new Problem(file, line, key, what, instead));
  }

  /// A key is known, whether the file gives it or not.
  ///
  /// @param path the full key
  /// @param usual the text of its default; empty if it has none
  void asked(String path, String usual) {
    keys.put(path.replaceAll("\\[[0-9]+]", "[]"), usual);
  }

  /// Every key that was asked for, with the text of its default; the index of a list's item is left
  /// out (`listeners[].bind`).
  Map<String, String> keys() {
    return Map.copyOf(keys);
  }

  /// A key is not known.
  ///
  /// @param neighbours the keys that are known in its place
  void unknownKey(int line, String path, String key, Set<String> neighbours) {
    unknown.add(new Unknown(line, path, key, Set.copyOf(neighbours)));
  }

  /// Everything that is wrong, by line. To be asked at the end: what to say of an unknown key
  /// depends on all that are known.
  List<Problem> problems() {
    for (Unknown one : unknown) {
      problem(one.line(), one.path(), "is not a known key", insteadOf(one));
    }
    unknown.clear();
    return problems.stream().sorted(Comparator.comparingInt(Problem::line)).toList();
  }

  private String insteadOf(Unknown one) {
    return Suggestion.nearest(one.key(), one.neighbours())
        .map(nearest -> "did you mean " + nearest + "?")
        .or(() -> elsewhere(one.key()).map(path -> "it belongs elsewhere: " + path))
        .orElseGet(() -> "here are known: " + String.join(", ", new TreeSet<>(one.neighbours())));
  }

  /// The full key of the only place where `key` would be right.
  private Optional<String> elsewhere(String key) {
    List<String> places = keys.keySet().stream().filter(path -> path.endsWith("." + key)).toList();
    return places.size() == 1 ? Optional.of(places.getFirst()) : Optional.empty();
  }

  /// Whether `text` takes anything from the environment or a file.
  static boolean hasReference(String text) {
    return text.contains("${");
  }

  /// The scalar's text with every `${NAME}` and `${file:PATH}` filled in; empty if one cannot be,
  /// which is then a problem. What is filled in is not looked through again.
  Optional<String> text(Node.Scalar scalar, String key) {
    if (!hasReference(scalar.text())) {
      return Optional.of(scalar.text());
    }
    Matcher matcher = REFERENCE.matcher(scalar.text());
    var text = new StringBuilder();
    boolean whole = true;
    while (matcher.find()) {
      Optional<String> value = resolve(matcher.group(), matcher.group(1), scalar.line(), key);
      whole &= value.isPresent();
      matcher.appendReplacement(text, Matcher.quoteReplacement(value.orElse("")));
    }
    return whole ? Optional.of(matcher.appendTail(text).toString()) : Optional.empty();
  }

  private Optional<String> resolve(String reference, String name, int line, String key) {
    if (reference.endsWith("}") && name.startsWith(FILE)) {
      return secretFile(name.substring(FILE.length()), line, key);
    }
    if (!reference.endsWith("}") || !VARIABLE.matcher(name).matches()) {
      problem(line, key, reference + " is not a reference", "write ${NAME} or ${file:PATH}");
      return Optional.empty();
    }
    String value = surroundings.variables().get(name);
    if (value == null) {
      problem(
          line, key, "the environment variable " + name + " is not set", "set it before the start");
    }
    return Optional.ofNullable(value);
  }

  private Optional<String> secretFile(String path, int line, String key) {
    try (InputStream in = Files.newInputStream(surroundings.folder().resolve(Path.of(path)))) {
      byte[] bytes = in.readNBytes(MAX_SECRET_BYTES + 1);
      if (bytes.length <= MAX_SECRET_BYTES) {
        return Optional.of(withoutLastNewline(new String(bytes, StandardCharsets.UTF_8)));
      }
      problem(
          line,
          key,
          "the file " + path + " is too long for a value",
          "name a file of at most 64 KiB");
    } catch (IOException | InvalidPathException unreadable) {
      problem(
          line, key, "the file " + path + " cannot be read", "name a file that this user may read");
    }
    return Optional.empty();
  }

  private static String withoutLastNewline(String text) {
    if (text.endsWith("\r\n")) {
      return text.substring(0, text.length() - 2);
    }
    return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }
}
