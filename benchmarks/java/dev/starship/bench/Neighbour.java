package dev.starship.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How long clients of quiet hosts wait while others make [Noise], and how long without it. The
/// noise takes its part of the machine wherever it goes, so it is also measured how long they wait
/// while the same noise goes to another process of the same proxy.
final class Neighbour {
  /// The time of 99 of 100 under noise, divided by that without.
  static final String FACTOR = "neighbour factor";

  /// The same, divided by that with the noise at another process: what is the proxy's own.
  static final String OWN_FACTOR = "neighbour own factor";

  static final String NOISE = "neighbour noise";

  private static final String ROW = "neighbour";

  /// Few enough that neither the load generator nor the cores are what is measured.
  private static final int PER_SECOND = 500;

  /// Some forty connections wait longer than 99 of 100.
  private static final double LEAST_SECONDS = 8;

  private static final int NOISY_PER_SECOND = Noise.PER_SECOND / 10;
  private static final int UNKNOWN_HOSTS = 1_000;
  private static final double MINUTE_SECONDS = 60;
  private static final Cluster NOISY = Cluster.all().getLast();
  private static final List<Cluster> QUIET = Cluster.all().subList(0, NOISY.number() - 1);
  private static final Pattern ACCEPTED =
      Pattern.compile("(?m)^starship_sessions_accepted_total ([0-9.E]+)");

  private final Load load;
  private final double seconds;
  private final Map<String, Double> values = new LinkedHashMap<>();

  private Neighbour(Load load, double seconds) {
    this.load = load;
    this.seconds = Math.max(seconds, LEAST_SECONDS);
  }

  static Row row() {
    return new Row(
        ROW,
        List.of(Contender.Suit.NEIGHBOURS),
        true,
        (load, proxy, seconds) -> {
          Neighbour neighbour = new Neighbour(load, seconds);
          if (proxy.contender().name().equals(Contender.STARSHIP)) {
            neighbour.measureStarship(proxy);
          } else {
            neighbour.measurePeer(proxy);
          }
          return neighbour.values;
        });
  }

  /// Starship with its limits and a lookup API, which a flood of invented hosts must not reach.
  private void measureStarship(RunningProxy like) throws IOException {
    int port = like.place().backendPort();
    try (RoutesApi api = new RoutesApi(host -> route(host, port)).start();
        AskingStarship starship = starship(like, api);
        AskingStarship other = starship(like, api)) {
      measure(
          starship.proxy(),
          other.proxy(),
          // The first of these questions load and compile what answers them.
          starship::metrics,
          () -> {
            double accepted = starship.number(ACCEPTED);
            long begun = System.nanoTime();
            long[] times = quietClients(starship.proxy(), seconds);
            double took = (System.nanoTime() - begun) / 1e9;
            double others = starship.number(ACCEPTED) - accepted - times.length;
            values.put(NOISE, others / took);
            checkQuestions(api.questions(), starship);
            return times;
          });
    }
  }

  private static AskingStarship starship(RunningProxy like, RoutesApi api) throws IOException {
    return AskingStarship.start(
        like,
        "starship-neighbour.yaml",
        api.port(),
        Map.of("unknownHosts", String.valueOf(UNKNOWN_HOSTS)),
        "");
  }

  /// A peer as the other rows have it, which knows all hosts beforehand and limits nobody.
  private void measurePeer(RunningProxy like) throws IOException {
    try (RunningProxy peer = like.another().awaitListening();
        RunningProxy other = like.another().awaitListening()) {
      measure(peer, other, () -> {}, () -> quietClients(peer, seconds));
    }
  }

  private interface Measurement {
    long[] run() throws IOException;
  }

  /// The quiet comes last, so that the code is compiled with all of it before anything is measured.
  ///
  /// @param besides what else is done while `noisy` is measured, once for each run of the warm-up
  private void measure(
      RunningProxy proxy, RunningProxy other, WarmUp.Run besides, Measurement noisy)
      throws IOException {
    Process noise = noise(proxy.port());
    long[] amidNoise;
    long[] elsewhere;
    try {
      warmUp(proxy, besides);
      amidNoise = noisy.run();
      warmUp(other, () -> {});
      elsewhere = quietClients(other, seconds);
    } finally {
      noise.destroy();
    }
    warmUp(proxy, () -> {});
    long[] quiet = quietClients(proxy, seconds);
    values.put(ROW + " p99 quiet", p99(quiet));
    values.put(ROW + " p99 noise elsewhere", p99(elsewhere));
    values.put(ROW + " p99 noisy", p99(amidNoise));
    values.put(FACTOR, p99(amidNoise) / p99(quiet));
    values.put(OWN_FACTOR, p99(amidNoise) / p99(elsewhere));
  }

  private void warmUp(RunningProxy proxy, WarmUp.Run besides) throws IOException {
    WarmUp.untilSilent(
        proxy,
        () -> {
          besides.run();
          quietClients(proxy, WarmUp.RUN_SECONDS);
        });
  }

  private long[] quietClients(RunningProxy proxy, double seconds) throws IOException {
    ByteBuffer[] hellos =
        QUIET.stream().map(one -> Program.SHORT.hello(one.host())).toArray(ByteBuffer[]::new);
    return load.connectionsAt(proxy.port(), Program.SHORT, hellos, PER_SECOND, seconds);
  }

  /// The noisy host may have a tenth of the new sessions that its clients begin.
  private static @Nullable String route(String host, int port) {
    for (Cluster cluster : Cluster.all()) {
      if (cluster.host().equals(host)) {
        String limits =
            cluster.equals(NOISY)
                ? ",\"limits\":{\"sessionsPerSecond\":" + NOISY_PER_SECOND + "}"
                : "";
        return "{\"endpoint\":\"%s:%d\"%s}".formatted(cluster.address(), port, limits);
      }
    }
    return null;
  }

  private static double p99(long[] sorted) {
    return Row.quantile(sorted, 0.99);
  }

  /// Starts it and waits until it is as loud as it gets.
  private static Process noise(int port) throws IOException {
    ProcessBuilder builder =
        OtherJvm.running(Noise.class, "-XX:+UseSerialGC", String.valueOf(port), NOISY.host())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    // Noisy clients have cores of their own where they are at home, so here they take only what
    // nobody else wants.
    builder.command().addAll(0, List.of("chrt", "--idle", "0"));
    Process noise = builder.start();
    BufferedReader said = noise.inputReader(StandardCharsets.US_ASCII);
    if (said.readLine() == null) {
      throw new IOException("the noise ended");
    }
    return noise;
  }

  /// A flood that comes through to the API would make the row another one. What was under way when
  /// the client had no question left is asked as well, and paid back later.
  private static void checkQuestions(long asked, AskingStarship starship) throws IOException {
    double seconds = starship.proxy().secondsSinceStart();
    double granted = UNKNOWN_HOSTS * (1 + seconds / MINUTE_SECONDS);
    double most = Cluster.all().size() + granted + Noise.MOST_UNDER_WAY;
    if (asked > most) {
      throw new IOException(
          "the API was asked " + asked + " times, but at most " + most + " is due");
    }
  }
}
