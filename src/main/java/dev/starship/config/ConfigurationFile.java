package dev.starship.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.UnaryOperator;

/// Reads configurations. Blocks on the file system; any thread.
public final class ConfigurationFile {
  /// The most bytes of a configuration [1 MiB]: routes belong into a routes file, and a device
  /// never ends.
  static final int MAX_BYTES = 1024 * 1024;

  private ConfigurationFile() {}

  /// The configuration in `file`, with this process's environment. Relative paths in it start from
  /// the file's folder.
  public static Loaded load(Path file) {
    return load(file, surroundings -> surroundings);
  }

  /// The same, and what the files hold that it names: routes, pages, certificate.
  public static Loaded check(Path file) {
    return load(file, Surroundings::thorough);
  }

  private static Loaded load(Path file, UnaryOperator<Surroundings> depth) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        return unreadable(file, "is longer than 1 MiB", "name a configuration");
      }
      Path folder = file.toAbsolutePath().getParent();
      return parse(
          file.toString(),
          new String(bytes, StandardCharsets.UTF_8),
          depth.apply(Surroundings.ofThisProcess(folder == null ? Path.of("") : folder)));
    } catch (NoSuchFileException missing) {
      return unreadable(file, "does not exist", "name the file of a configuration");
    } catch (IOException unreadable) {
      return unreadable(file, "cannot be read", "name a file that this user may read");
    }
  }

  /// The configuration in `text`.
  ///
  /// @param name what problems call the file
  public static Loaded parse(String name, String text, Surroundings surroundings) {
    var reading = new Reading(name, surroundings);
    Node.Fields root = YamlTree.parse(text, reading);
    if (root == null) {
      return new Loaded.Bad(reading.problems());
    }
    var effective = new LinkedHashMap<String, Object>();
    Settings settings = SettingsReader.read(Section.root(reading, root, effective));
    List<Problem> problems = reading.problems();
    return problems.isEmpty()
        ? new Loaded.Good(settings, EffectiveYaml.of(effective))
        : new Loaded.Bad(problems);
  }

  private static Loaded unreadable(Path file, String what, String instead) {
    return new Loaded.Bad(List.of(new Problem(file.toString(), 0, "", what, instead)));
  }
}
