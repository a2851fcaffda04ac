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
/// compile the same code in the same way, and [in turns][InTurns].
final class Extras {
  private static final int IN_FLIGHT = 64;

  private Extras() {}

  /// One row for each thing that can be asked.
  static List<Row> rows() {
    return List.of(
        limits(),
        hosts("conn-with-proxy-v2", Cluster::proxiedHost),
        hosts("conn-with-three-backends", Cluster::spreadHost));
  }

  /// Connections through `proxy` to these hosts.
  private static InTurns.Kind kind(RunningProxy proxy, Load load, Function<Cluster, String> host) {
    ByteBuffer[] hellos =
        Cluster.all().stream()
            .map(cluster -> Program.SHORT.hello(host.apply(cluster)))
            .toArray(ByteBuffer[]::new);
    return new InTurns.Kind(
        proxy,
        seconds -> load.connections(proxy.port(), Program.SHORT, hellos, IN_FLIGHT, seconds));
  }

  /// To other hosts of the same Starship.
  private static Row hosts(String name, Function<Cluster, String> host) {
    return new Row(
        name,
        List.of(Suit.EXTRAS),
        true,
        (load, proxy, seconds) -> {
          try (RunningProxy fresh = proxy.another().awaitListening()) {
            InTurns.Kind plain = kind(fresh, load, Cluster::host);
            return compare(name, plain, kind(fresh, load, host), seconds);
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
            InTurns.Kind plain = kind(fresh, load, Cluster::host);
            return compare(name, plain, kind(limited, load, Cluster::host), seconds);
          }
        });
  }

  private static Map<String, Double> compare(
      String name, InTurns.Kind plain, InTurns.Kind more, double seconds) throws IOException {
    List<Double> cpu = InTurns.cpu(List.of(plain, more), seconds);
    double without = cpu.getFirst();
    double with = cpu.getLast();
    Map<String, Double> values = new LinkedHashMap<>();
    values.put(name, with);
    values.put(name + " without", without);
    values.put(name + " factor", with / without);
    return values;
  }
}
