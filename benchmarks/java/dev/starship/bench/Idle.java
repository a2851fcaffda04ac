package dev.starship.bench;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Connections that are held open and say nothing: what they occupy, and what they do to others.
final class Idle {
  /// What a limit of 20,000 descriptors allows a proxy, which needs two for each.
  static final int CONNECTIONS = 9_500;

  private static final double KIB = 1 << 10;

  private Idle() {}

  /// What a fresh proxy's own memory grows by for each connection that it holds. It has been busy
  /// before, so that nothing else grows.
  static Map<String, Double> memory(Load load, RunningProxy proxy) throws IOException {
    try (RunningProxy fresh = proxy.another().awaitListening()) {
      WarmUp.of(fresh, () -> load.connections(fresh.port(), Program.SHORT, 64, WarmUp.RUN_SECONDS));
      long before = fresh.memory("RssAnon");
      load.hold(fresh.port(), CONNECTIONS);
      long after = fresh.memory("RssAnon");
      load.release();
      return Map.of("idle-memory", (after - before) / KIB / CONNECTIONS);
    }
  }

  /// Another row with and without idle connections beside it, and the factor between the two.
  static Row beside(Row row) {
    String name = "idle-beside-" + row.name();
    return new Row(
        name,
        List.of(Contender.Suit.IDLE),
        (load, proxy, seconds) -> {
          double without = only(row, load, proxy, seconds);
          load.hold(proxy.port(), CONNECTIONS);
          double with = only(row, load, proxy, seconds);
          load.release();
          Map<String, Double> values = new LinkedHashMap<>();
          values.put(name, with);
          values.put(name + " factor", with / without);
          return values;
        });
  }

  private static double only(Row row, Load load, RunningProxy proxy, double seconds)
      throws IOException {
    Double value = row.measurement().run(load, proxy, seconds).get(row.name());
    if (value == null) {
      throw new IllegalStateException(row.name() + " has no number of its own name");
    }
    return value;
  }
}
