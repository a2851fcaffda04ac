package dev.starship.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Many routes, in a file or remembered of a lookup API, and clients that ask for hosts all over
/// them.
final class Routes {

  private Routes() {}

  /// A row of connections to hosts of a routes file.
  static Row of(int count) {
    String name = "routes-" + count;
    return new Row(
        name,
        List.of(Contender.Suit.ROUTES),
        true,
        (load, proxy, seconds) -> {
          Path file = write(proxy.place(), count);
          try (RunningProxy fresh = proxy.another(file).awaitListening()) {
            return Map.of(name, connect(load, fresh, count, seconds));
          }
        });
  }

  /// A row of connections to hosts that are remembered of a lookup API.
  static Row ofApi(int count) {
    String name = "routes-http-" + count;
    return new Row(
        name,
        List.of(Contender.Suit.ROUTES),
        true,
        (load, proxy, seconds) -> {
          try (ChangingApi api = new ChangingApi(count, proxy.place().backendPort());
              AskingStarship starship =
                  AskingStarship.remembering(proxy, api, count, false, load, "")) {
            return Map.of(name, connect(load, starship.proxy(), count, seconds));
          }
        });
  }

  /// CPU for a connection, microseconds.
  private static double connect(Load load, RunningProxy proxy, int count, double seconds)
      throws IOException {
    ByteBuffer[] hellos = ManyHosts.hellos(Program.SHORT, count);
    WarmUp.of(
        proxy, () -> load.connections(proxy.port(), Program.SHORT, hellos, 64, WarmUp.RUN_SECONDS));
    long before = proxy.cpuNanos();
    long done = load.connections(proxy.port(), Program.SHORT, hellos, 64, seconds);
    return (proxy.cpuNanos() - before) / 1e3 / done;
  }

  private static Path write(RunningProxy.Place place, int count) throws IOException {
    Path file = place.folder().resolve("routes-" + count + ".ndjson");
    if (Files.exists(file)) {
      return file;
    }
    List<Cluster> clusters = Cluster.all();
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (int i = 0; i < count; i++) {
        out.write("{\"host\":\"" + ManyHosts.name(i) + "\",\"endpoint\":\"");
        out.write(clusters.get(i % clusters.size()).address() + ":" + place.backendPort());
        out.write("\"}\n");
      }
    }
    return file;
  }
}
