package dev.starship.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Tables of many routes, and clients that ask for hosts all over them.
final class Routes {
  private static final double SETTLE_SECONDS = 4;

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
          Program program = new Program(Program.What.ANSWER_AND_CLOSE, 1_024);
          ByteBuffer[] hellos = ManyHosts.hellos(program, count);
          try (RunningProxy fresh = proxy.another(file).awaitListening()) {
            load.connections(fresh.port(), program, hellos, 64, SETTLE_SECONDS);
            long before = fresh.cpuNanos();
            long done = load.connections(fresh.port(), program, hellos, 64, seconds);
            return Map.of(name, (fresh.cpuNanos() - before) / 1e3 / done);
          }
        });
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
