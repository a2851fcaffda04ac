package dev.starship.metrics;

import dev.starship.ending.Ending;
import dev.starship.events.SessionListener;
import dev.starship.routing.HitLevel;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.ToLongBiFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/// The metrics of sessions: what the event loops have counted, added up at each scrape. Any thread.
final class SessionMetrics {
  private static final double MICROS_PER_SECOND = 1e6;

  private final List<LoopMetrics> loops = new CopyOnWriteArrayList<>();
  private final PrometheusRegistry registry;

  SessionMetrics(PrometheusRegistry registry) {
    this.registry = registry;
    counter(
        "starship_sessions_accepted_total",
        "Connections accepted from clients.",
        LoopMetrics::acceptedCount);
    byEnding(
        "starship_sessions_total",
        "Sessions that ended, by the one reason each ended for.",
        LoopMetrics::ended);
    byEnding(
        "starship_requests_total",
        "HTTP requests that ended, by the one reason each ended for.",
        LoopMetrics::requests);
    counter(
        "starship_bytes_in_total",
        "Bytes read from clients, added when a session ends.",
        LoopMetrics::bytesIn);
    counter(
        "starship_bytes_out_total",
        "Bytes written to clients, added when a session ends.",
        LoopMetrics::bytesOut);
    histogram(
        "starship_session_duration_seconds",
        "From accept to end.",
        LoopMetrics.SESSION_MICROS,
        LoopMetrics::sessionDurations);
    histogram(
        "starship_request_duration_seconds",
        "From an HTTP request's first byte to its end.",
        LoopMetrics.SESSION_MICROS,
        LoopMetrics::requestDurations);
    histogram(
        "starship_connect_duration_seconds",
        "From the start of the connect to the first bytes taken by the backend.",
        LoopMetrics.NETWORK_MICROS,
        LoopMetrics::connects);
    histogram(
        "starship_first_byte_duration_seconds",
        "From accept, or from the first byte of an HTTP request, to the first byte to the client.",
        LoopMetrics.NETWORK_MICROS,
        LoopMetrics::firstBytes);
    lookups();
    GaugeWithCallback.builder()
        .name("starship_sessions_open")
        .help("Sessions that go on now.")
        .callback(callback -> callback.call(open()))
        .register(registry);
  }

  /// Who is told of the sessions of one more event loop, on that loop's thread.
  SessionListener ofLoop() {
    LoopMetrics loop = new LoopMetrics();
    loops.add(loop);
    return loop;
  }

  private void counter(String name, String help, ToLongFunction<LoopMetrics> value) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .callback(callback -> callback.call(sum(value)))
        .register(registry);
  }

  private void byEnding(String name, String help, ToLongBiFunction<LoopMetrics, Ending> value) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames("ending")
        .callback(callback -> {
          for (Ending ending : Ending.values()) {
            callback.call(sum(loop -> value.applyAsLong(loop, ending)), ending.code());
          }
        })
        .register(registry);
  }

  private void histogram(
      String name, String help, long[] boundsMicros, Function<LoopMetrics, Durations> part) {
    MetricMetadata metadata = new MetricMetadata(name, help);
    registry.register(
        () -> new HistogramSnapshot(metadata, List.of(added(boundsMicros, Labels.EMPTY, part))));
  }

  private void lookups() {
    MetricMetadata metadata =
        new MetricMetadata(
            "starship_lookup_duration_seconds",
            "From asking for a host to the answer, by where the answer was found.");
    List<String> levels =
        Stream.concat(
                Arrays.stream(HitLevel.values()).map(HitLevel::code),
                Stream.of(LoopMetrics.OTHER_LEVEL))
            .toList();
    registry.register(() ->
        new HistogramSnapshot(
            metadata,
            levels.stream()
                .map(level ->
                    added(
                        LoopMetrics.LOOKUP_MICROS,
                        Labels.of("lookup", level),
                        loop -> loop.lookups(level)))
                .toList()));
  }

  private HistogramDataPointSnapshot added(
      long[] boundsMicros, Labels labels, Function<LoopMetrics, Durations> part) {
    long[] counts = new long[boundsMicros.length + 1];
    long sumMicros = 0;
    for (LoopMetrics loop : loops) {
      Durations durations = part.apply(loop);
      durations.addTo(counts);
      sumMicros += durations.sumMicros();
    }
    double[] bounds =
        Arrays.copyOf(
            Arrays.stream(boundsMicros).mapToDouble(micros -> micros / MICROS_PER_SECOND).toArray(),
            counts.length);
    bounds[boundsMicros.length] = Double.POSITIVE_INFINITY;
    return HistogramDataPointSnapshot.builder()
        .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, counts))
        .sum(sumMicros / MICROS_PER_SECOND)
        .labels(labels)
        .build();
  }

  private double sum(ToLongFunction<LoopMetrics> value) {
    return loops.stream().mapToLong(value).sum();
  }

  /// Counts ends before accepts, so that a session that ends in between never makes it negative.
  private double open() {
    double ends = 0;
    for (Ending ending : Ending.values()) {
      ends += sum(loop -> loop.ended(ending));
    }
    return Math.max(0, sum(LoopMetrics::acceptedCount) - ends);
  }
}
