package dev.starship.traps;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.starship.Eventually;
import dev.starship.address.Address;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `starship serve` in a JVM of its own, with the flags that its launcher gives it, so that it can
/// be killed and its memory measured.
final class ChildBalancer implements AutoCloseable {
  private static final Pattern FLAGS = Pattern.compile("JVM_FLAGS=\"([^\"]*)\"");
  private static final Pattern READY =
      Pattern.compile("ready on (\\S+); admin on http://(\\S+)\\R");

  private static final Pattern HISTOGRAM_TOTAL =
      Pattern.compile("^Total\\s+\\d+\\s+(\\d+)", Pattern.MULTILINE);

  private final Process process;
  private final Path stderr;
  private final Balancer balancer;

  private ChildBalancer(Process process, Path stderr, Balancer balancer) {
    this.process = process;
    this.stderr = stderr;
    this.balancer = balancer;
  }

  /// Starts one that may use backends on loopback, and waits until it is ready.
  ///
  /// @param folder for its configuration and logs
  /// @param transport as `transport` in the configuration names it
  /// @param routes the value of `routes` in YAML's flow style
  static ChildBalancer start(Path folder, String transport, String routes) throws Exception {
    return start(folder, transport, routes, Balancer.UNLIMITED);
  }

  /// @param limits the value of `limits` in YAML's flow style
  static ChildBalancer start(Path folder, String transport, String routes, String limits)
      throws Exception {
    Path log = Files.createTempFile(folder, "access", ".log");
    Path stderr = Files.createTempFile(folder, "stderr", ".log");
    String yaml = Balancer.configuration(transport, routes, "127.0.0.0/8", limits, log);
    Path config = Files.writeString(folder.resolve("starship.yaml"), yaml);
    Process process =
        new ProcessBuilder(command(config))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(stderr.toFile())
            .start();
    try {
      Eventually.holds("serve is ready", () -> ready(stderr).find() || !process.isAlive());
      Matcher ready = ready(stderr);
      if (!ready.find()) {
        throw new AssertionError("serve ended: " + Files.readString(stderr));
      }
      Balancer balancer =
          new Balancer(address(ready.group(1)), address(ready.group(2)), log, () -> {});
      return new ChildBalancer(process, stderr, balancer);
    } catch (AssertionError notReady) {
      process.destroyForcibly();
      throw notReady;
    }
  }

  private static Matcher ready(Path stderr) throws IOException {
    return READY.matcher(Files.readString(stderr));
  }

  private static Address address(String text) {
    return Address.parse(text).orElseThrow();
  }

  private static List<String> command(Path config) throws IOException {
    Matcher flags = FLAGS.matcher(Files.readString(Path.of("starship")));
    if (!flags.find()) {
      throw new AssertionError("the launcher has no JVM_FLAGS");
    }
    List<String> command = new ArrayList<>();
    command.add(javaTool("java"));
    command.addAll(Arrays.asList(flags.group(1).strip().split("\\s+")));
    command.addAll(List.of("-cp", classPath(), "dev.starship.cli.Main"));
    command.addAll(List.of("serve", "-c", config.toString()));
    return command;
  }

  private static String javaTool(String name) {
    return Path.of(System.getProperty("java.home"), "bin", name).toString();
  }

  /// The class path of this test, however it was started.
  private static String classPath() {
    List<String> places = new ArrayList<>();
    if (Thread.currentThread().getContextClassLoader() instanceof URLClassLoader loader) {
      for (URL place : loader.getURLs()) {
        places.add(Path.of(URI.create(place.toString())).toString());
      }
    }
    places.add(System.getProperty("java.class.path"));
    return String.join(File.pathSeparator, places);
  }

  Balancer balancer() {
    return balancer;
  }

  /// Everything it has said to its operator.
  List<String> operatorLog() throws IOException {
    return Files.readAllLines(stderr);
  }

  /// Kills it without a warning (SIGKILL).
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /// Has the JVM collect its garbage.
  void collectGarbage() throws Exception {
    jcmd("GC.run");
  }

  /// Bytes of all objects that are in use.
  long liveHeapBytes() throws Exception {
    Matcher total = HISTOGRAM_TOTAL.matcher(jcmd("GC.class_histogram"));
    if (!total.find()) {
      throw new AssertionError("a histogram without a total");
    }
    return Long.parseLong(total.group(1));
  }

  private String jcmd(String command) throws Exception {
    Process jcmd =
        new ProcessBuilder(javaTool("jcmd"), String.valueOf(process.pid()), command)
            .redirectErrorStream(true)
            .start();
    String said = new String(jcmd.getInputStream().readAllBytes(), UTF_8);
    if (!jcmd.waitFor(1, TimeUnit.MINUTES) || jcmd.exitValue() != 0) {
      throw new AssertionError("jcmd: " + said);
    }
    return said;
  }

  /// What Linux says of its memory, in bytes.
  ///
  /// @param field such as `VmRSS`
  long memory(String field) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
      if (line.startsWith(field + ":")) {
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
      }
    }
    throw new AssertionError("there is no " + field);
  }

  /// How long it has kept cores busy.
  Duration cpuTime() {
    return process.info().totalCpuDuration().orElseThrow();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
