package dev.starship.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a comparison ran on.
final class Machine {
  private Machine() {}

  /// The machine and the versions of everything compared, by what they are called.
  ///
  /// @param root of the checkout, whose Starship it is
  static Map<String, String> describe(Path root) throws IOException {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("starship", said(root.resolve("starship").toString(), "--version").get(1));
    all.put("cpu", cpu());
    all.put("cores", String.valueOf(Runtime.getRuntime().availableProcessors()));
    all.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    all.put("jdk", Runtime.version().toString());
    all.put("nginx", firstLine("nginx", "-v"));
    all.put("haproxy", firstLine("haproxy", "-v"));
    return all;
  }

  private static String cpu() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/cpuinfo"))) {
      if (line.startsWith("model name")) {
        return line.substring(line.indexOf(':') + 2);
      }
    }
    return System.getProperty("os.arch");
  }

  /// The first line that a program says.
  static String firstLine(String... command) throws IOException {
    List<String> said = said(command);
    return said.isEmpty() ? "" : said.getFirst();
  }

  private static List<String> said(String... command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(List.of(command)).redirectErrorStream(true);
    builder.environment().put("STARSHIP_NO_BUILD", "1");
    Process process = builder.start();
    return new String(process.getInputStream().readAllBytes(), UTF_8).lines().toList();
  }
}
