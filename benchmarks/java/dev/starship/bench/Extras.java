package dev.starship.bench;

import dev.starship.bench.Contender.Suit;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// New connections that ask more of Starship than the plain ones, and the factor between the two.
/// Both are measured in the same processes, which are new in each round, because two JVMs never
/// compile the same code in the same way, and in short turns, so that a slow moment of the machine
/// is both's.
final class Extras {
  private static final int IN_FLIGHT = 64;

  /// Plain, more, more, plain, and again: what gets slowly better or worse is the same for both.
  private static final int TURNS = 8;

  private Extras() {}

  /// One row for each thing that can be asked.
  static List<Row> rows() {
    return List.of(
        limits(),
        hosts("conn-with-proxy-v2", Cluster::proxiedHost),
        hosts("conn-with-three-backends", Cluster::spreadHost));
  }

  /// Connections of one kind.
  private record Kind(RunningProxy proxy, Function<Cluster, String> host) {
    long connect(Load load, double seconds) throws IOException {
      ByteBuffer[] hellos =
          Cluster.all().stream()
              .map(cluster -> Program.SHORT.hello(host.apply(cluster)))
              .toArray(ByteBuffer[]::new);
      return load.connections(proxy.port(), Program.SHORT, hellos, IN_FLIGHT, seconds);
    }
  }

  /// To other hosts of the same Starship.
  private static Row hosts(String name, Function<Cluster, String> host) {
    return new Row(
        name,
        List.of(Suit.EXTRAS),
        true,
        (load, proxy, seconds) -> {
          try (RunningProxy fresh = proxy.another().awaitListening()) {
            Kind plain = new Kind(fresh, Cluster::host);
            return compare(name, load, plain, new Kind(fresh, host), seconds);
          }
        });
  }

  /// Where every limit on sessions is set, and none is met. Limits hold for a process, so this
  /// takes two.
  private static Row limits() {
    String name = "conn-with-limits";
    return new Row(
        name,
        List.of(Suit.EXTRAS),
        true,
        (load, proxy, seconds) -> {
          try (RunningProxy fresh = proxy.another().awaitListening();
              RunningProxy limited =
                  proxy.another("starship-limits.yaml", proxy.place().routes()).awaitListening()) {
            Kind more = new Kind(limited, Cluster::host);
            return compare(name, load, new Kind(fresh, Cluster::host), more, seconds);
          }
        });
  }

  private static Map<String, Double> compare(
      String name, Load load, Kind plain, Kind more, double seconds) throws IOException {
    List<Kind> kinds = List.of(plain, more);
    for (Kind kind : kinds) {
      WarmUp.of(kind.proxy(), () -> kind.connect(load, WarmUp.RUN_SECONDS));
    }
    long[] cpu = new long[2];
    long[] count = new long[2];
    for (int turn = 0; turn < TURNS; turn++) {
      int which = (turn + 1) / 2 % 2;
      Kind kind = kinds.get(which);
      long before = kind.proxy().cpuNanos();
      count[which] += kind.connect(load, 2 * seconds / TURNS);
      cpu[which] += kind.proxy().cpuNanos() - before;
    }
    double without = cpu[0] / 1e3 / count[0];
    double with = cpu[1] / 1e3 / count[1];
    Map<String, Double> values = new LinkedHashMap<>();
    values.put(name, with);
    values.put(name + " without", without);
    values.put(name + " factor", with / without);
    return values;
  }
}
