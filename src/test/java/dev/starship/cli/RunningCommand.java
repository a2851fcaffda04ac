package dev.starship.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// A command in a process of its own, as a user runs it.
final class RunningCommand implements AutoCloseable {
  private static final String END = "(end of output)";

  private final Process process;
  private final BlockingQueue<String> out = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> err = new LinkedBlockingQueue<>();

  private RunningCommand(Process process) {
    this.process = process;
    Thread.startVirtualThread(() -> collect(process.getInputStream(), out));
    Thread.startVirtualThread(() -> collect(process.getErrorStream(), err));
  }

  static RunningCommand start(String... args) throws IOException {
    return new RunningCommand(new ProcessBuilder(command(args)).start());
  }

  /// Starts it with a signal ignored, as `nohup` does.
  ///
  /// @param signal without SIG
  static RunningCommand startIgnoring(String signal, String... args) throws IOException {
    var shell = new ArrayList<>(List.of("sh", "-c", "trap '' " + signal + "; exec \"$@\"", "sh"));
    shell.addAll(command(args));
    return new RunningCommand(new ProcessBuilder(shell).start());
  }

  private static List<String> command(String... args) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName()));
    command.addAll(List.of(args));
    return command;
  }

  /// The next line on stdout with `part` in it; earlier lines are dropped.
  String outLine(String part) throws InterruptedException {
    return line(out, part);
  }

  /// The next line on stderr with `part` in it; earlier lines are dropped.
  String errLine(String part) throws InterruptedException {
    return line(err, part);
  }

  /// Every line on stdout up to the one with `part` in it.
  List<String> outUpTo(String part) throws InterruptedException {
    var lines = new ArrayList<String>();
    do {
      lines.add(take(out));
    } while (!lines.getLast().contains(part));
    return lines;
  }

  /// Sends a signal.
  ///
  /// @param name without SIG
  void signal(String name) throws IOException, InterruptedException {
    String pid = Long.toString(process.pid());
    if (new ProcessBuilder("kill", "-" + name, pid).start().waitFor() != 0) {
      throw new IOException("kill -" + name + " " + pid + " failed");
    }
  }

  int exitCode() throws InterruptedException {
    return process.waitFor();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private String line(BlockingQueue<String> lines, String part) throws InterruptedException {
    String line = take(lines);
    while (!line.contains(part)) {
      line = take(lines);
    }
    return line;
  }

  private String take(BlockingQueue<String> lines) throws InterruptedException {
    String line = lines.take();
    if (line.equals(END)) {
      throw new AssertionError("the command ended; it also said " + err + " and " + out);
    }
    return line;
  }

  private static void collect(InputStream stream, BlockingQueue<String> lines) {
    try (var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      reader.lines().forEach(lines::add);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    } finally {
      lines.add(END);
    }
  }
}
