package dev.starship.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;

/// The system calls of a proxy for each short connection, as `strace -c -f` counts them over all
/// its threads, those that other work makes in that time included.
final class Syscalls {
  static final String ROW = "syscalls";
  static final String SATURATED = "syscalls saturated";

  /// Few enough that the kernel does not give several of them to one wait.
  private static final int PER_SECOND = 200;

  private static final int IN_FLIGHT = 64;

  /// Share, seconds, microseconds for each, calls, perhaps errors.
  private static final java.util.regex.Pattern TOTAL =
      java.util.regex.Pattern.compile(
          "\\s*[0-9.]+\\s+[0-9.]+\\s+[0-9]+\\s+([0-9]+)\\s+([0-9]+\\s+)?total");

  private Syscalls() {}

  /// At a low rate, and with many connections at once, where several events share a wait.
  static Map<String, Double> run(RunningProxy proxy, Load load, double seconds) throws IOException {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put(
        ROW,
        trace(
            proxy,
            () -> load.connectionsAt(proxy.port(), Program.SHORT, PER_SECOND, seconds).length));
    values.put(
        SATURATED,
        trace(proxy, () -> load.connections(proxy.port(), Program.SHORT, IN_FLIGHT, seconds)));
    return values;
  }

  private interface Connections {
    /// Makes them; how many.
    long make() throws IOException;
  }

  private static double trace(RunningProxy proxy, Connections connections) throws IOException {
    Path summary = proxy.place().folder().resolve("strace-" + proxy.contender().name() + ".txt");
    List<String> command = new ArrayList<>(List.of("strace", "-c", "-f", "-o", "" + summary));
    proxy.pids().forEach(pid -> command.addAll(List.of("-p", pid.toString())));
    Process strace = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      // It says "attached" of the first thread before it has all of them.
      var said = strace.inputReader(UTF_8);
      String line = said.readLine();
      if (line == null || !line.contains("attached")) {
        throw new IOException("strace cannot attach: " + line);
      }
      long count = connections.make();
      new ProcessBuilder("kill", "-INT", String.valueOf(strace.pid())).start().waitFor();
      if (!strace.waitFor(10, TimeUnit.SECONDS)) {
        throw new IOException("strace does not end");
      }
      return (double) total(Files.readAllLines(summary)) / count;
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", stop);
    } finally {
      strace.destroyForcibly();
    }
  }

  /// The sum of the calls of a summary.
  private static long total(List<String> summary) throws IOException {
    for (String line : summary) {
      Matcher total = TOTAL.matcher(line);
      if (total.matches()) {
        return Long.parseLong(total.group(1));
      }
    }
    throw new IOException("strace has counted nothing");
  }
}
