package dev.starship.config;

import java.nio.file.Path;
import java.util.Map;

/// What a configuration depends on besides its own text.
///
/// @param variables the environment that `${NAME}` is taken from
/// @param folder what relative paths start from: the folder of the file
/// @param heapBytes how large the JVM's heap may grow
/// @param descriptors how many files and sockets the process may have open
/// @param cores how many cores the process may use, each of which gets an event loop
/// @param isThorough whether the files that the configuration names are read through as well, which
///   may take seconds; a start reads them anyway
public record Surroundings(
    Map<String, String> variables,
    Path folder,
    long heapBytes,
    long descriptors,
    int cores,
    boolean isThorough) {
  /// Those of this process, for a file in `folder`.
  public static Surroundings ofThisProcess(Path folder) {
    return new Surroundings(
        System.getenv(),
        folder.toAbsolutePath().normalize(),
        Runtime.getRuntime().maxMemory(),
        Descriptors.ofThisProcess(),
        Runtime.getRuntime().availableProcessors(),
        false);
  }

  /// The same, with every file read through.
  Surroundings thorough() {
    return new Surroundings(variables, folder, heapBytes, descriptors, cores, true);
  }
}
