package dev.starship.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How long the event loops stand still while very many hosts are remembered and some of them
/// change all the time.
final class Pauses {
  /// Turns of event loops of more than 10 ms.
  static final String ROW = "pauses";

  static final String LONGEST = "pauses longest";
  static final String STOPPED = "pauses stopped";
  static final String STOPPED_LOADING = "pauses stopped loading";
  static final String CPU = "pauses cpu";
  static final String MEMORY = "pauses memory";

  private static final int HOSTS = Integer.getInteger("starship.bench.hosts", 1_000_000);
  private static final int PER_SECOND = 1_500;
  private static final double WARM_UP_SECONDS = 10;

  /// A collection of the old takes its time to come.
  private static final double LEAST_SECONDS = 30;

  private static final double LONG_SECONDS = 0.010;
  private static final double LEAST_SHARE_HEARD = 0.9;
  private static final double MIB = 1 << 20;

  private static final Pattern BUCKET =
      Pattern.compile("(?m)^starship_loop_turn_seconds_bucket\\{le=\"([^\"]+)\"} ([0-9.E]+)");
  private static final Pattern CHANGES =
      Pattern.compile("(?m)^starship_feed_changes_total ([0-9.E]+)");
  private static final Pattern STOP = Pattern.compile("Total: +([0-9]+) ns");

  private final AskingStarship starship;
  private final Path safepoints;

  private Pauses(AskingStarship starship, Path safepoints) {
    this.starship = starship;
    this.safepoints = safepoints;
  }

  static Row row() {
    return new Row(
        ROW,
        List.of(Contender.Suit.PAUSES),
        true,
        (load, proxy, seconds) -> run(load, proxy, Math.max(seconds, LEAST_SECONDS)));
  }

  private static Map<String, Double> run(Load load, RunningProxy like, double seconds)
      throws IOException {
    Path safepoints = like.place().folder().resolve("safepoints.log");
    String flags = "-Xlog:safepoint:file=" + safepoints + ":none:filecount=0";
    try (ChangingApi api = new ChangingApi(HOSTS, like.place().backendPort());
        AskingStarship starship = AskingStarship.remembering(like, api, HOSTS, true, load, flags)) {
      return new Pauses(starship, safepoints).measure(load, seconds);
    }
  }

  private Map<String, Double> measure(Load load, double seconds) throws IOException {
    ByteBuffer[] hellos = ManyHosts.hellos(Program.SHORT, HOSTS);
    RunningProxy proxy = starship.proxy();
    load.connectionsAt(proxy.port(), Program.SHORT, hellos, PER_SECOND, WARM_UP_SECONDS);
    List<Double> stopsBefore = stops();
    Map<Double, Double> before = turns();
    double changes = starship.number(CHANGES);
    long cpu = proxy.cpuNanos();
    long count =
        load.connectionsAt(proxy.port(), Program.SHORT, hellos, PER_SECOND, seconds).length;
    double cpuEach = (proxy.cpuNanos() - cpu) / 1e3 / count;
    Map<Double, Double> after = turns();
    List<Double> stops = stops();
    checkChanges(starship.number(CHANGES) - changes, seconds);
    Map<String, Double> values = new LinkedHashMap<>();
    values.put(ROW, longer(after) - longer(before));
    values.put(LONGEST, longest(before, after) * 1e3);
    values.put(STOPPED, most(stops.subList(stopsBefore.size(), stops.size())));
    values.put(STOPPED_LOADING, most(stopsBefore));
    values.put(CPU, cpuEach);
    values.put(MEMORY, proxy.memory("VmRSS") / MIB);
    return values;
  }

  /// A feed that is not heard would make the row easy.
  private static void checkChanges(double heard, double seconds) throws IOException {
    if (heard < seconds * ChangingApi.CHANGES_PER_SECOND * LEAST_SHARE_HEARD) {
      throw new IOException("only " + heard + " changes were heard in " + seconds + " s");
    }
  }

  /// How many turns took at most so many seconds, by the upper bound in ascending order.
  private Map<Double, Double> turns() throws IOException {
    Map<Double, Double> turns = new LinkedHashMap<>();
    Matcher bucket = BUCKET.matcher(starship.metrics());
    while (bucket.find()) {
      double bound =
          bucket.group(1).equals("+Inf")
              ? Double.POSITIVE_INFINITY
              : Double.parseDouble(bucket.group(1));
      turns.put(bound, Double.valueOf(bucket.group(2)));
    }
    if (!turns.containsKey(LONG_SECONDS)) {
      throw new IOException("the event loops' histogram has no bucket up to 10 ms");
    }
    return turns;
  }

  private static double longer(Map<Double, Double> turns) {
    return turns.getOrDefault(Double.POSITIVE_INFINITY, 0.0)
        - turns.getOrDefault(LONG_SECONDS, 0.0);
  }

  /// The lower bound of the highest bucket that a turn fell into between the two, seconds.
  private static double longest(Map<Double, Double> before, Map<Double, Double> after) {
    double longest = 0;
    double lower = 0;
    double counted = 0;
    for (Map.Entry<Double, Double> bucket : after.entrySet()) {
      double upTo = bucket.getValue() - before.getOrDefault(bucket.getKey(), 0.0);
      if (upTo > counted) {
        longest = lower;
      }
      counted = upTo;
      lower = bucket.getKey();
    }
    return longest;
  }

  /// How long each stop of all threads took that the JVM has logged, milliseconds.
  private List<Double> stops() throws IOException {
    return STOP.matcher(Files.readString(safepoints))
        .results()
        .map(stop -> Long.parseLong(stop.group(1)) / 1e6)
        .toList();
  }

  private static double most(List<Double> numbers) {
    return numbers.stream().mapToDouble(Double::doubleValue).max().orElse(0);
  }
}
