package dev.starship.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A contender that runs, with what Linux says about its processes.
final class RunningProxy implements AutoCloseable {
  private static final long START_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final Contender contender;
  private final int port;
  private final Process process;
  private final Place place;
  private final Path routes;
  private final Map<Long, Long> cpuByThread = new HashMap<>();
  private final Set<Long> compilers = new HashSet<>();

  private RunningProxy(Contender contender, int port, Process process, Place place, Path routes) {
    this.contender = contender;
    this.port = port;
    this.process = process;
    this.place = place;
    this.routes = routes;
  }

  /// Where everything lies and leads.
  ///
  /// @param root of the checkout
  /// @param folder for configurations and logs
  /// @param backendPort where the backend listens
  /// @param httpPort where it takes HTTP requests
  /// @param proxiedPort where it demands a PROXY header
  record Place(Path root, Path folder, int backendPort, int httpPort, int proxiedPort) {
    /// A routes file that leads every host of the comparison to its cluster.
    Path routes() throws IOException {
      Path file = folder.resolve("routes.ndjson");
      return Files.writeString(
          file, Cluster.lines(one -> plain(one) + "\n" + proxied(one) + "\n" + spread(one)) + "\n");
    }

    private String plain(Cluster one) {
      return "{\"host\":\"%s\",\"endpoints\":[%s]}".formatted(one.host(), endpoint(one));
    }

    private String proxied(Cluster one) {
      return "{\"host\":\"%s\",\"proxyProtocol\":\"v2\",\"endpoint\":\"%s:%d\"}"
          .formatted(one.proxiedHost(), one.address(), proxiedPort);
    }

    private String spread(Cluster one) {
      return "{\"host\":\"%s\",\"balance\":\"p2c\",\"endpoints\":[%s,%s,%s]}"
          .formatted(
              one.spreadHost(), endpoint(one), endpoint(one.behind(1)), endpoint(one.behind(2)));
    }

    private String endpoint(Cluster one) {
      return "{\"address\":\"%s\",\"tlsPort\":%d,\"httpPort\":%d}"
          .formatted(one.address(), backendPort, httpPort);
    }
  }

  /// Starts `contender` on a free port and returns without waiting until it listens.
  static RunningProxy start(Contender contender, Place place, Path routes) throws IOException {
    int port = freePort();
    Files.writeString(
        place.folder().resolve("haproxy.map"),
        Cluster.lines(one -> one.host() + " cluster-" + one.number()) + "\n");
    Map<String, String> values = new HashMap<>(contender.settings());
    String name = contender.name() + "-" + port;
    values.put("name", name);
    values.put("folder", place.folder().toString());
    values.put("port", String.valueOf(port));
    values.put(
        "nginxMap",
        Cluster.lines(
            one -> "    %s %s:%d;".formatted(one.host(), one.address(), place.backendPort())));
    values.put(
        "haproxyBackends",
        Cluster.lines(one ->
            "backend cluster-%d\n  server one %s:%d"
                .formatted(one.number(), one.address(), place.backendPort())));
    values.put(
        "nginxUpstreams",
        Cluster.lines(one ->
            "  upstream cluster-%d { server %s:%d; keepalive 256; keepalive_requests 1000000000; }"
                .formatted(one.number(), one.address(), place.httpPort())));
    values.put(
        "nginxHttpMap",
        Cluster.lines(one -> "    %s cluster-%d;".formatted(one.host(), one.number())));
    values.put(
        "haproxyHttpBackends",
        Cluster.lines(one ->
            "backend cluster-%d\n  server one %s:%d pool-max-conn 512"
                .formatted(one.number(), one.address(), place.httpPort())));
    values.put("routes", routes.toString());
    values.put("nginxStreamModule", "/usr/lib/nginx/modules/ngx_stream_module.so");
    String text =
        Files.readString(place.root().resolve("benchmarks/peers").resolve(contender.template()));
    for (Map.Entry<String, String> value : values.entrySet()) {
      text = text.replace("${" + value.getKey() + "}", value.getValue());
    }
    Path configuration = place.folder().resolve(name + "-" + contender.template());
    Files.writeString(configuration, text);
    ProcessBuilder command =
        new ProcessBuilder(contender.command(place.root(), configuration))
            .redirectErrorStream(true)
            .redirectOutput(place.folder().resolve(name + ".out").toFile());
    command.environment().put("STARSHIP_NO_BUILD", "1");
    if (!contender.jvmFlags().isEmpty()) {
      command.environment().put("STARSHIP_JVM_OPTS", contender.jvmFlags());
    }
    return new RunningProxy(contender, port, command.start(), place, routes);
  }

  /// Starts another one in the same configuration on another port.
  RunningProxy another() throws IOException {
    return start(contender, place, routes);
  }

  /// Starts another one with other routes.
  RunningProxy another(Path otherRoutes) throws IOException {
    return start(contender, place, otherRoutes);
  }

  /// Starts another one by another template with other routes.
  RunningProxy another(String template, Path otherRoutes) throws IOException {
    return start(contender.with(template, contender.settings(), ""), place, otherRoutes);
  }

  Place place() {
    return place;
  }

  /// A port that nobody listens on.
  static int freePort() throws IOException {
    try (ServerSocket any = new ServerSocket(0)) {
      return any.getLocalPort();
    }
  }

  /// Waits until it takes connections.
  RunningProxy awaitListening() throws IOException {
    long giveUp = System.nanoTime() + START_NANOS;
    while (!listens()) {
      if (!process.isAlive() || System.nanoTime() > giveUp) {
        close();
        throw new IOException(contender.name() + " did not start; its output lies beside its log");
      }
      Thread.onSpinWait();
    }
    return this;
  }

  private boolean listens() {
    try (Socket probe = new Socket()) {
      probe.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  Contender contender() {
    return contender;
  }

  int port() {
    return port;
  }

  /// The ids of its process and of all that come from it.
  List<Long> pids() {
    List<Long> all = new ArrayList<>();
    all.add(process.pid());
    process.descendants().forEach(child -> all.add(child.pid()));
    return all;
  }

  /// How long ago it was started.
  double secondsSinceStart() {
    Instant began = process.info().startInstant().orElse(Instant.EPOCH);
    return Duration.between(began, Instant.now()).toMillis() / 1e3;
  }

  /// User and system time of all its threads so far, nanoseconds. From the scheduler's own count:
  /// the clock ticks of `stat` are too coarse for seconds. A thread that has ended counts as it was
  /// last seen.
  long cpuNanos() throws IOException {
    for (long pid : pids()) {
      try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
        for (Path thread : threads.toList()) {
          noteCpu(thread);
        }
      }
    }
    return cpuByThread.values().stream().mapToLong(Long::longValue).sum();
  }

  /// What of that the compilers of a JVM have taken.
  long compilerNanos() throws IOException {
    cpuNanos();
    return compilers.stream().mapToLong(cpuByThread::get).sum();
  }

  private void noteCpu(Path thread) throws IOException {
    Long id = Long.valueOf(thread.getFileName().toString());
    try {
      if (!cpuByThread.containsKey(id)
          && Files.readString(thread.resolve("comm")).contains("CompilerThre")) {
        compilers.add(id);
      }
      String text = Files.readString(thread.resolve("schedstat"));
      long nanos = Long.parseLong(text.substring(0, text.indexOf(' ')));
      cpuByThread.put(id, nanos);
    } catch (NoSuchFileException ended) {
      // It ended between the listing and the look.
    }
  }

  /// The sum of a field of `/proc/PID/status` over all processes, bytes.
  long memory(String field) throws IOException {
    long sum = 0;
    for (long pid : pids()) {
      for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
        if (line.startsWith(field + ":")) {
          sum += Long.parseLong(line.replaceAll("\\D", "")) * 1024;
        }
      }
    }
    return sum;
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (InterruptedException stop) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
