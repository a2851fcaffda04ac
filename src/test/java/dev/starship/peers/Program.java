package dev.starship.peers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.Eventually;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// A program that runs until it is told to stop, and the lines that it has printed, on whichever of
/// its outputs. Any thread.
final class Program implements AutoCloseable {
  /// Reading a pipe blocks the carrier of a virtual thread, and there are few of them.
  private static final Executor READERS = task -> Thread.ofPlatform().daemon().start(task);

  /// The product compiles itself less thoroughly and starts sooner.
  private static final String QUICK_START = "-XX:TieredStopAtLevel=1";

  private static final String JVM_OPTS = "STARSHIP_JVM_OPTS";

  private final Process process;
  private final List<CompletableFuture<Void>> readers = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();
  private int openOutputs = 2;

  private Program(Process process) {
    this.process = process;
    Stream.of(process.inputReader(UTF_8), process.errorReader(UTF_8))
        .map(output -> CompletableFuture.runAsync(() -> collect(output), READERS))
        .forEach(readers::add);
  }

  /// Starts `command` in `folder`.
  static Program start(Path folder, List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().putIfAbsent(JVM_OPTS, QUICK_START);
    return new Program(builder.start());
  }

  /// The environment, as `env` takes it, of a quick start with more `flags` for the JVM.
  static String withFlags(String... flags) {
    return JVM_OPTS + "=" + QUICK_START + " " + String.join(" ", flags);
  }

  private void collect(BufferedReader output) {
    try (output) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        add(line);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } finally {
      outputClosed();
    }
  }

  private synchronized void add(String line) {
    lines.add(line);
    notifyAll();
  }

  private synchronized void outputClosed() {
    openOutputs--;
    notifyAll();
  }

  /// Everything printed so far.
  synchronized List<String> lines() {
    return List.copyOf(lines);
  }

  /// The first line that fits, once it is printed.
  String awaitLine(String what, Predicate<String> fits) throws InterruptedException {
    return awaitLines(what, 1, fits).getFirst();
  }

  /// The lines that fit, once there are `count` of them.
  ///
  /// @throws AssertionError if they are not printed in time, or the program ends before
  synchronized List<String> awaitLines(String what, int count, Predicate<String> fits)
      throws InterruptedException {
    long deadline = System.nanoTime() + Eventually.LIMIT.toNanos();
    while (true) {
      List<String> found = lines.stream().filter(fits).toList();
      if (found.size() >= count) {
        return found;
      }
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0 || openOutputs == 0) {
        throw new AssertionError(
            "no line with " + what + " in what it printed:\n" + String.join("\n", lines));
      }
      wait(left);
    }
  }

  /// Sends the signal `name`, without SIG.
  void signal(String name) throws IOException, InterruptedException {
    Tool.run("sh", "-c", "kill -" + name + " " + process.pid()).success();
  }

  /// Its exit code, once it has ended and all it printed was read.
  int awaitExit() throws InterruptedException {
    boolean ended = process.waitFor(Eventually.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    assertThat(ended).as("it should end; it printed\n%s", String.join("\n", lines())).isTrue();
    readers.forEach(CompletableFuture::join);
    return process.exitValue();
  }

  /// Ends it at once.
  @Override
  public void close() {
    // The handle leaves the pipes open, which may still be read.
    process.toHandle().destroyForcibly();
    process.onExit().join();
    readers.forEach(CompletableFuture::join);
  }
}
