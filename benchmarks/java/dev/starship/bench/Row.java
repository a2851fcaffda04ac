package dev.starship.bench;

import dev.starship.bench.Contender.Suit;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One line of the comparison: a load, and what it costs the proxy.
///
/// @param name as `--rows` and tables show it; a measurement that gives several numbers adds to it
/// @param suits the contenders that take part
/// @param fresh whether it measures processes that it starts itself
/// @param measurement gives the numbers of one run, by the full name of their row
record Row(String name, List<Suit> suits, boolean fresh, Measurement measurement) {
  Row(String name, List<Suit> suits, Measurement measurement) {
    this(name, suits, false, measurement);
  }

  /// Runs the load once.
  interface Measurement {
    /// Runs it.
    ///
    /// @param seconds how long, where the load has no size of its own
    Map<String, Double> run(Load load, RunningProxy proxy, double seconds) throws IOException;
  }

  private static final ThreadMXBean GENERATOR = ManagementFactory.getThreadMXBean();
  private static final int ANSWER_BYTES = 1_024;
  private static final int IN_FLIGHT = 64;
  private static final int PER_SECOND = 1_500;
  private static final long GIB = 1L << 30;

  /// The loads that are also run beside idle connections.
  private static final List<String> BESIDE_IDLE =
      List.of(
          "conn-saturated-backend-closes", "conn-rate-backend-closes", "gib-down-1", "rtt-1024-16");

  /// Every row that is measured in rounds.
  static List<Row> all() {
    List<Row> rows = new ArrayList<>();
    for (Program.What what : List.of(Program.What.ANSWER_AND_CLOSE, Program.What.ANSWER_AND_WAIT)) {
      String who = what == Program.What.ANSWER_AND_CLOSE ? "backend-closes" : "client-closes";
      Program program = new Program(what, ANSWER_BYTES);
      rows.add(saturated("conn-saturated-" + who, program));
      rows.add(atRate("conn-rate-" + who, program));
    }
    for (int connections : new int[] {1, 8}) {
      rows.add(bulk("gib-down-" + connections, true, connections));
      rows.add(bulk("gib-up-" + connections, false, connections));
    }
    for (int bytes : new int[] {128, 1_024}) {
      for (int connections : new int[] {1, 16, 256}) {
        rows.add(roundTrips("rtt-" + bytes + "-" + connections, bytes, connections));
      }
    }
    for (int connections : new int[] {1, 32, 256}) {
      rows.add(requests("http-" + connections, connections, false));
    }
    rows.add(requests("http-32-mixed", 32, true));
    rows.addAll(Extras.rows());
    rows.addAll(others(rows));
    return rows;
  }

  private static List<Row> others(List<Row> loads) {
    List<Row> rows = new ArrayList<>();
    loads.stream()
        .filter(row -> BESIDE_IDLE.contains(row.name()))
        .map(Idle::beside)
        .forEach(rows::add);
    rows.add(
        new Row(
            "idle-memory", List.of(Suit.IDLE), true, (load, proxy, _) -> Idle.memory(load, proxy)));
    rows.add(new Row("start", List.of(Suit.START), true, (_, proxy, _) -> Start.run(proxy)));
    rows.add(
        new Row(
            Syscalls.ROW,
            List.of(Suit.IDLE),
            (load, proxy, seconds) -> Syscalls.run(proxy, load, seconds)));
    rows.add(Routes.ofFile());
    rows.add(Routes.ofApi());
    rows.add(Pauses.row());
    rows.add(Neighbour.row());
    return rows;
  }

  private static Row saturated(String name, Program program) {
    return new Row(
        name,
        List.of(Suit.CONNECTIONS, Suit.CONNECTIONS_WITHOUT_HALF_CLOSE),
        (load, proxy, seconds) -> {
          long before = proxy.cpuNanos();
          long count = load.connections(proxy.port(), program, IN_FLIGHT, seconds);
          return Map.of(name, (proxy.cpuNanos() - before) / 1e3 / count);
        });
  }

  private static Row atRate(String name, Program program) {
    return new Row(
        name,
        List.of(Suit.CONNECTIONS, Suit.CONNECTIONS_WITHOUT_HALF_CLOSE),
        (load, proxy, seconds) -> {
          long before = proxy.cpuNanos();
          long generatorBefore = GENERATOR.getCurrentThreadCpuTime();
          long began = System.nanoTime();
          long[] latencies = load.connectionsAt(proxy.port(), program, PER_SECOND, seconds);
          double generator = GENERATOR.getCurrentThreadCpuTime() - generatorBefore;
          Map<String, Double> values = new LinkedHashMap<>();
          values.put(name, (proxy.cpuNanos() - before) / 1e3 / latencies.length);
          values.put(name + " generator", generator / (System.nanoTime() - began));
          values.put(name + " p50", quantile(latencies, 0.5));
          values.put(name + " p99", quantile(latencies, 0.99));
          values.put(name + " p99.9", quantile(latencies, 0.999));
          return values;
        });
  }

  /// A quantile of sorted nanoseconds, in microseconds.
  static double quantile(long[] sorted, double share) {
    return sorted[(int) Math.min(sorted.length - 1, Math.floor(sorted.length * share))] / 1e3;
  }

  private static Row bulk(String name, boolean down, int connections) {
    return new Row(
        name,
        List.of(Suit.BULK_BY_DEFAULT, Suit.BULK_TUNED),
        (load, proxy, seconds) -> {
          long before = proxy.cpuNanos();
          long end = System.nanoTime() + (long) (seconds * 1e9);
          int times = 0;
          do {
            load.bulk(proxy.port(), down, connections, GIB);
            times++;
          } while (System.nanoTime() < end);
          return Map.of(name, (proxy.cpuNanos() - before) / 1e9 / times);
        });
  }

  private static Row roundTrips(String name, int bytes, int connections) {
    return new Row(
        name,
        List.of(Suit.MESSAGES),
        (load, proxy, seconds) -> {
          long before = proxy.cpuNanos();
          long count = load.roundTrips(proxy.port(), bytes, connections, seconds);
          return Map.of(name, (proxy.cpuNanos() - before) / 1e3 / count);
        });
  }

  private static Row requests(String name, int connections, boolean mixed) {
    return new Row(
        name,
        List.of(Suit.HTTP),
        (load, proxy, seconds) -> {
          long before = proxy.cpuNanos();
          long count = load.requests(proxy.port(), ANSWER_BYTES, connections, mixed, seconds);
          return Map.of(name, (proxy.cpuNanos() - before) / 1e3 / count);
        });
  }

  /// What a number of the row called `name` is.
  static String unit(String name) {
    if (name.contains(" p")) {
      return "µs to the last byte";
    }
    if (name.endsWith(" generator")) {
      return "of a core, the load generator's own";
    }
    if (name.endsWith(" factor")) {
      return timesWhat(name);
    }
    return switch (name) {
      case Neighbour.NOISE -> "noisy connections accepted a second";
      case "start" -> "ms from exec to the first routed byte";
      case "start-memory" -> "MiB resident";
      case "idle-memory" -> "KiB of own memory each";
      case Syscalls.ROW, Syscalls.SATURATED -> "system calls each";
      case Pauses.ROW -> "turns of more than 10 ms";
      case Pauses.LONGEST -> "ms at least, the longest turn";
      case Pauses.STOPPED, Pauses.STOPPED_LOADING -> "ms at most, all threads stopped";
      case Pauses.MEMORY -> "MiB resident";
      default -> name.contains("gib") ? "CPU s per GiB" : "CPU µs each";
    };
  }

  private static String timesWhat(String factor) {
    return switch (factor) {
      case Neighbour.FACTOR -> "times the quiet p99";
      case Neighbour.OWN_FACTOR -> "times the p99 with the noise elsewhere";
      default ->
          factor.startsWith("conn-with") ? "times the plain connection" : "times itself alone";
    };
  }

  /// Whether `contender` takes part.
  boolean suits(Contender contender) {
    return contender.suits().stream().anyMatch(suits::contains);
  }
}
