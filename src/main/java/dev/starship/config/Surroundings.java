package dev.starship.config;

import java.nio.file.Path;
import java.util.Map;

/// What a configuration depends on besides its own text.
///
/// @param variables the environment that `${NAME}` is taken from
/// @param folder what relative paths start from: the folder of the file
/// @param heapBytes how large the JVM's heap may grow
public record Surroundings(Map<String, String> variables, Path folder, long heapBytes) {
  /// Those of this process, for a file in `folder`.
  public static Surroundings ofThisProcess(Path folder) {
    return new Surroundings(
        System.getenv(), folder.toAbsolutePath().normalize(), Runtime.getRuntime().maxMemory());
  }
}
