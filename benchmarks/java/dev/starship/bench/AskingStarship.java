package dev.starship.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A Starship that asks a lookup API where hosts live, and what its metrics say.
final class AskingStarship implements AutoCloseable {
  private static final int PER_SECOND = 1_500;
  private static final long LOAD_NANOS = TimeUnit.SECONDS.toNanos(120);
  private static final Pattern CACHED = Pattern.compile("(?m)^starship_cache_hosts ([0-9.E]+)");

  private final RunningProxy proxy;
  private final int adminPort;

  private AskingStarship(RunningProxy proxy, int adminPort) {
    this.proxy = proxy;
    this.adminPort = adminPort;
  }

  /// Starts one.
  ///
  /// @param like the contender's other process
  /// @param template its configuration, whose `adminPort` and `apiPort` are filled in
  /// @param settings what stands for the other placeholders
  /// @param jvmFlags more flags for its JVM
  static AskingStarship start(
      RunningProxy like,
      String template,
      int apiPort,
      Map<String, String> settings,
      String jvmFlags)
      throws IOException {
    int adminPort = RunningProxy.freePort();
    Map<String, String> all = new HashMap<>(settings);
    all.put("adminPort", String.valueOf(adminPort));
    all.put("apiPort", String.valueOf(apiPort));
    RunningProxy.Place place = like.place();
    RunningProxy proxy =
        RunningProxy.start(like.contender().with(template, all, jvmFlags), place, place.routes())
            .awaitListening();
    return new AskingStarship(proxy, adminPort);
  }

  /// Starts one that remembers so many hosts of [ChangingApi] from a snapshot, and lets clients ask
  /// for some of them until it has all in memory, as after any restart.
  ///
  /// @param feed whether it listens to the changes of the API
  static AskingStarship remembering(
      RunningProxy like, ChangingApi api, int hosts, boolean feed, Load load, String jvmFlags)
      throws IOException {
    RunningProxy.Place place = like.place();
    Path full = place.folder().resolve("snapshot-" + hosts);
    if (!Files.exists(full)) {
      SnapshotOfMany.write(full, hosts, place.backendPort());
    }
    Path inUse = place.folder().resolve("snapshot-in-use-" + hosts);
    Path snapshot = Files.copy(full, inUse, StandardCopyOption.REPLACE_EXISTING);
    String events = feed ? ", events: \"http://127.0.0.1:%d/events\"".formatted(api.port()) : "";
    Map<String, String> settings = Map.of("snapshot", snapshot.toString(), "events", events);
    AskingStarship started = start(like, "starship-http.yaml", api.port(), settings, jvmFlags);
    try {
      started.awaitLoaded(load, ManyHosts.hellos(Program.SHORT, hosts), hosts);
      return started;
    } catch (IOException failed) {
      started.close();
      throw failed;
    }
  }

  private void awaitLoaded(Load load, ByteBuffer[] hellos, int hosts) throws IOException {
    long giveUp = System.nanoTime() + LOAD_NANOS;
    while (number(CACHED) < hosts) {
      if (System.nanoTime() > giveUp) {
        throw new IOException("the snapshot is not loaded: " + number(CACHED) + " hosts");
      }
      load.connectionsAt(proxy.port(), Program.SHORT, hellos, PER_SECOND, 1);
    }
  }

  RunningProxy proxy() {
    return proxy;
  }

  /// The number that `metric` finds as its first group.
  double number(Pattern metric) throws IOException {
    Matcher found = metric.matcher(metrics());
    if (!found.find()) {
      throw new IOException("there is no metric like " + metric);
    }
    return Double.parseDouble(found.group(1));
  }

  String metrics() throws IOException {
    try (var in = URI.create("http://127.0.0.1:" + adminPort + "/metrics").toURL().openStream()) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  @Override
  public void close() {
    proxy.close();
  }
}
