package dev.starship.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Few and many routes, in a file or remembered of a lookup API, and clients that ask for hosts all
/// over them. All are measured [in turns][InTurns].
final class Routes {
  private static final int[] COUNTS = {10, 10_000, 1_000_000};
  private static final int IN_FLIGHT = 64;

  private Routes() {}

  /// A Starship that knows so many routes.
  ///
  /// @param api where it has them from; null if from a file
  private record Knowing(int count, RunningProxy proxy, @Nullable ChangingApi api) {
    InTurns.Kind kind(Load load) {
      ByteBuffer[] hellos = ManyHosts.hellos(Program.SHORT, count);
      return new InTurns.Kind(
          proxy,
          seconds -> load.connections(proxy.port(), Program.SHORT, hellos, IN_FLIGHT, seconds));
    }

    void close() {
      proxy.close();
      if (api != null) {
        api.close();
      }
    }
  }

  private interface Start {
    Knowing knowing(int count, RunningProxy like, Load load) throws IOException;
  }

  /// Routes of a file.
  static Row ofFile() {
    return row(
        "routes",
        (count, like, load) -> {
          Path file = write(like.place(), count);
          return new Knowing(count, like.another(file).awaitListening(), null);
        });
  }

  /// Routes that are remembered of a lookup API.
  static Row ofApi() {
    return row(
        "routes-http",
        (count, like, load) -> {
          ChangingApi api = new ChangingApi(count, like.place().backendPort());
          AskingStarship starship = AskingStarship.remembering(like, api, count, false, load, "");
          return new Knowing(count, starship.proxy(), api);
        });
  }

  private static Row row(String name, Start start) {
    return new Row(
        name,
        List.of(Contender.Suit.ROUTES),
        true,
        (load, proxy, seconds) -> {
          List<Knowing> all = new ArrayList<>();
          try {
            for (int count : COUNTS) {
              all.add(start.knowing(count, proxy, load));
            }
            return compare(name, load, all, seconds);
          } finally {
            all.forEach(Knowing::close);
          }
        });
  }

  /// CPU for a connection, microseconds, by the count of routes.
  private static Map<String, Double> compare(
      String name, Load load, List<Knowing> all, double seconds) throws IOException {
    List<Double> cpu = InTurns.cpu(all.stream().map(one -> one.kind(load)).toList(), seconds);
    Map<String, Double> values = new LinkedHashMap<>();
    for (int which = 0; which < all.size(); which++) {
      values.put(name + "-" + all.get(which).count(), cpu.get(which));
    }
    return values;
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
