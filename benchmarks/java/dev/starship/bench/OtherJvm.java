package dev.starship.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A JVM beside this one, with the same classes, for what must not share its heap or its processor
/// time.
final class OtherJvm {
  private OtherJvm() {}

  /// The command that runs `main` there.
  ///
  /// @param collector the flag of its collector
  static ProcessBuilder running(Class<?> main, String collector, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add(collector);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command);
  }
}
