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

  private static final double WARM_UP_SECONDS = 2;
  private static final double LEAST_SECONDS = 5;
  private static final int NOISY_PER_SECOND = Noise.PER_SECOND / 10;
  private static final int UNKNOWN_HOSTS = 1_000;
  private static final double MINUTE_SECONDS = 60;
  private static final double US = 1e3;
  private static final Program PROGRAM = new Program(Program.What.ANSWER_AND_CLOSE, 1_024);
  private static final Cluster NOISY = Cluster.all().getLast();
  private static final List<Cluster> QUIET = Cluster.all().subList(0, NOISY.number() - 1);
  private static final Pattern ACCEPTED =
      Pattern.compile("(?m)^starship_sessions_accepted_total ([0-9.E]+)");

  private Neighbour() {}

  static Row row() {
    return new Row(
        ROW,
        List.of(Contender.Suit.EXTRAS),
        true,
        (load, proxy, seconds) -> run(load, proxy, Math.max(seconds, LEAST_SECONDS)));
  }

  private static Map<String, Double> run(Load load, RunningProxy like, double seconds)
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
      // First the noise, so that the code is compiled with all of it before either is measured.
      long[] noisy = amidNoise(load, starship, api, seconds, values);
      warmUp(load, starship);
      long[] quiet = quietClients(load, starship, seconds);
      values.put(ROW + " p99 quiet", p99(quiet));
      values.put(ROW + " p99 noisy", p99(noisy));
      values.put(FACTOR, p99(noisy) / p99(quiet));
      return values;
    }
  }

  private static long[] amidNoise(
      Load load, AskingStarship starship, RoutesApi api, double seconds, Map<String, Double> values)
      throws IOException {
    Process noise = noise(starship.proxy().port());
    try {
      warmUp(load, starship);
      long begun = System.nanoTime();
      double accepted = starship.number(ACCEPTED);
      long[] noisy = quietClients(load, starship, seconds);
      double took = (System.nanoTime() - begun) / 1e9;
      values.put(NOISE, (starship.number(ACCEPTED) - accepted - noisy.length) / took);
      checkQuestions(api.questions(), starship);
      return noisy;
    } finally {
      noise.destroy();
    }
  }

  private static void warmUp(Load load, AskingStarship starship) throws IOException {
    WarmUp.of(starship.proxy(), () -> quietClients(load, starship, WARM_UP_SECONDS));
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

  private static long[] quietClients(Load load, AskingStarship starship, double seconds)
      throws IOException {
    ByteBuffer[] hellos =
        QUIET.stream().map(one -> PROGRAM.hello(one.host())).toArray(ByteBuffer[]::new);
    return load.connectionsAt(starship.proxy().port(), PROGRAM, hellos, PER_SECOND, seconds);
  }

  private static double p99(long[] sorted) {
    return sorted[(int) (sorted.length * 0.99)] / US;
  }

  /// Starts it and waits until it is as loud as it gets.
  private static Process noise(int port) throws IOException {
    Process noise =
        OtherJvm.running(Noise.class, "-XX:+UseSerialGC", String.valueOf(port), NOISY.host())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
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
