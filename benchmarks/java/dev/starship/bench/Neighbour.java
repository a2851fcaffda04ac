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

/// How long clients of quiet hosts wait while others make [Noise], and how long without it.
final class Neighbour {
  /// The time of 99 of 100 under noise, divided by that without.
  static final String FACTOR = "neighbour factor";

  static final String NOISE = "neighbour noise";

  private static final String ROW = "neighbour";

  /// Few enough that neither the load generator nor the cores are what is measured.
  private static final int PER_SECOND = 500;

  private static final double LEAST_SECONDS = 5;
  private static final int NOISY_PER_SECOND = Noise.PER_SECOND / 10;
  private static final int UNKNOWN_HOSTS = 1_000;
  private static final double MINUTE_SECONDS = 60;
  private static final double US = 1e3;
  private static final Cluster NOISY = Cluster.all().getLast();
  private static final List<Cluster> QUIET = Cluster.all().subList(0, NOISY.number() - 1);
  private static final Pattern ACCEPTED =
      Pattern.compile("(?m)^starship_sessions_accepted_total ([0-9.E]+)");

  private Neighbour() {}

  static Row row() {
    return new Row(
        ROW,
        List.of(Contender.Suit.NEIGHBOURS),
        true,
        (load, proxy, seconds) -> {
          double atLeast = Math.max(seconds, LEAST_SECONDS);
          return proxy.contender().name().equals(Contender.STARSHIP)
              ? ofStarship(load, proxy, atLeast)
              : ofPeer(load, proxy, atLeast);
        });
  }

  /// Starship with its limits and a lookup API, which a flood of invented hosts must not reach.
  private static Map<String, Double> ofStarship(Load load, RunningProxy like, double seconds)
      throws IOException {
    int port = like.place().backendPort();
    try (RoutesApi api = new RoutesApi(host -> route(host, port)).start();
        AskingStarship starship =
            AskingStarship.start(
                like,
                "starship-neighbour.yaml",
                api.port(),
                Map.of("unknownHosts", String.valueOf(UNKNOWN_HOSTS)),
                "")) {
      Map<String, Double> values = new LinkedHashMap<>();
      long[] noisy =
          amidNoise(
              load,
              starship.proxy(),
              () -> {
                double accepted = starship.number(ACCEPTED);
                long begun = System.nanoTime();
                long[] times = quietClients(load, starship.proxy(), seconds);
                double took = (System.nanoTime() - begun) / 1e9;
                double others = starship.number(ACCEPTED) - accepted - times.length;
                values.put(NOISE, others / took);
                checkQuestions(api.questions(), starship);
                return times;
              });
      compare(noisy, quietly(load, starship.proxy(), seconds), values);
      return values;
    }
  }

  /// A peer as the other rows have it, which knows all hosts beforehand and limits nobody.
  private static Map<String, Double> ofPeer(Load load, RunningProxy like, double seconds)
      throws IOException {
    try (RunningProxy peer = like.another().awaitListening()) {
      Map<String, Double> values = new LinkedHashMap<>();
      long[] noisy = amidNoise(load, peer, () -> quietClients(load, peer, seconds));
      compare(noisy, quietly(load, peer, seconds), values);
      return values;
    }
  }

  private interface Measurement {
    long[] run() throws IOException;
  }

  /// Comes before the quiet, so that the code is compiled with all of it before either is measured.
  private static long[] amidNoise(Load load, RunningProxy proxy, Measurement measurement)
      throws IOException {
    Process noise = noise(proxy.port());
    try {
      warmUp(load, proxy);
      return measurement.run();
    } finally {
      noise.destroy();
    }
  }

  private static long[] quietly(Load load, RunningProxy proxy, double seconds) throws IOException {
    warmUp(load, proxy);
    return quietClients(load, proxy, seconds);
  }

  private static void compare(long[] noisy, long[] quiet, Map<String, Double> values) {
    values.put(ROW + " p99 quiet", p99(quiet));
    values.put(ROW + " p99 noisy", p99(noisy));
    values.put(FACTOR, p99(noisy) / p99(quiet));
  }

  private static void warmUp(Load load, RunningProxy proxy) throws IOException {
    WarmUp.of(proxy, () -> quietClients(load, proxy, WarmUp.RUN_SECONDS));
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

  private static long[] quietClients(Load load, RunningProxy proxy, double seconds)
      throws IOException {
    ByteBuffer[] hellos =
        QUIET.stream().map(one -> Program.SHORT.hello(one.host())).toArray(ByteBuffer[]::new);
    return load.connectionsAt(proxy.port(), Program.SHORT, hellos, PER_SECOND, seconds);
  }

  private static double p99(long[] sorted) {
    return sorted[(int) (sorted.length * 0.99)] / US;
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
