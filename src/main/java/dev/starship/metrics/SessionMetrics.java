package dev.starship.metrics;

import dev.starship.ending.Ending;
import dev.starship.events.RequestEnd;
import dev.starship.events.SessionEnd;
import dev.starship.preread.Protocol;
import dev.starship.routing.HitLevel;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/// The metrics of sessions. Called on event loops at the end of each session, so every label is
/// resolved beforehand: the library allocates 40 bytes for an observation and nothing else, and
/// loops add without waiting for each other. Any thread.
final class SessionMetrics {
  /// The label of a hit level that this version does not know: labels stay bounded whatever an
  /// event says.
  private static final String OTHER_LEVEL = "other";

  /// From a request answered at once to a connection held all day.
  private static final double[] SESSION_SECONDS = {
    .001, .005, .02, .1, .5, 2, 10, 60, 600, 3600, 86_400
  };

  /// From a hit in memory (about a microsecond) to a source at its timeout.
  private static final double[] LOOKUP_SECONDS = {
    .00001, .0001, .0005, .002, .01, .05, .2, .5, 1, 2, 5
  };

  /// From the same machine to a connect timeout.
  private static final double[] NETWORK_SECONDS = {
    .0001, .0005, .002, .01, .05, .1, .25, .5, 1, 3, 10
  };

  private static final double MICROS_PER_SECOND = 1e6;

  private final Counter accepted;
  private final Map<Ending, CounterDataPoint> ended;
  private final Map<Ending, CounterDataPoint> requests;
  private final Counter bytesIn;
  private final Counter bytesOut;
  private final Histogram duration;
  private final Histogram requestDuration;
  private final Histogram connect;
  private final Histogram firstByte;
  private final Map<String, DistributionDataPoint> lookups = new HashMap<>();
  private final DistributionDataPoint otherLookups;

  SessionMetrics(PrometheusRegistry registry) {
    accepted =
        counter(registry, "starship_sessions_accepted_total", "Connections accepted from clients.");
    ended =
        byEnding(
            registry,
            "starship_sessions_total",
            "Sessions that ended, by the one reason each ended for.");
    requests =
        byEnding(
            registry,
            "starship_requests_total",
            "HTTP requests that ended, by the one reason each ended for.");
    bytesIn =
        counter(
            registry,
            "starship_bytes_in_total",
            "Bytes read from clients, added when a session ends.");
    bytesOut =
        counter(
            registry,
            "starship_bytes_out_total",
            "Bytes written to clients, added when a session ends.");
    duration =
        histogram(
            registry, "starship_session_duration_seconds", "From accept to end.", SESSION_SECONDS);
    requestDuration =
        histogram(
            registry,
            "starship_request_duration_seconds",
            "From an HTTP request's first byte to its end.",
            SESSION_SECONDS);
    connect =
        histogram(
            registry,
            "starship_connect_duration_seconds",
            "From the start of the connect to the first bytes taken by the backend.",
            NETWORK_SECONDS);
    firstByte =
        histogram(
            registry,
            "starship_first_byte_duration_seconds",
            "From accept, or from the first byte of an HTTP request, to the first byte to the client.",
            NETWORK_SECONDS);
    Histogram byLevel =
        histogram(
            registry,
            "starship_lookup_duration_seconds",
            "From asking for a host to the answer, by where the answer was found.",
            LOOKUP_SECONDS,
            "lookup");
    for (HitLevel level : HitLevel.values()) {
      lookups.put(level.code(), byLevel.labelValues(level.code()));
    }
    otherLookups = byLevel.labelValues(OTHER_LEVEL);
  }

  /// Shows how many sessions are open, once everything else is there.
  void showOpen(PrometheusRegistry registry) {
    GaugeWithCallback.builder()
        .name("starship_sessions_open")
        .help("Sessions that go on now.")
        .callback(callback -> callback.call(open()))
        .register(registry);
  }

  private static Counter counter(PrometheusRegistry registry, String name, String help) {
    return Counter.builder().name(name).help(help).withoutExemplars().register(registry);
  }

  private static Map<Ending, CounterDataPoint> byEnding(
      PrometheusRegistry registry, String name, String help) {
    Counter counter =
        Counter.builder()
            .name(name)
            .help(help)
            .labelNames("ending")
            .withoutExemplars()
            .register(registry);
    Map<Ending, CounterDataPoint> counts = new EnumMap<>(Ending.class);
    for (Ending ending : Ending.values()) {
      counts.put(ending, counter.labelValues(ending.code()));
    }
    return counts;
  }

  private static Histogram histogram(
      PrometheusRegistry registry, String name, String help, double[] seconds, String... labels) {
    return Histogram.builder()
        .name(name)
        .help(help)
        .labelNames(labels)
        .classicOnly()
        .classicUpperBounds(seconds)
        .withoutExemplars()
        .register(registry);
  }

  void accepted() {
    accepted.inc();
  }

  void ended(SessionEnd end) {
    Objects.requireNonNull(ended.get(end.ending())).inc();
    bytesIn.inc(end.bytesIn());
    bytesOut.inc(end.bytesOut());
    observe(duration, end.durationMicros());
    if (end.protocol() != Protocol.HTTP) {
      // Of an HTTP session, its requests have told each of them.
      observeSteps(end);
    }
  }

  void requestEnded(RequestEnd end) {
    Objects.requireNonNull(requests.get(end.part().ending())).inc();
    observe(requestDuration, end.part().durationMicros());
    observeSteps(end.part());
  }

  private void observeSteps(SessionEnd end) {
    observe(connect, end.connectMicros());
    observe(firstByte, end.firstByteMicros());
    if (end.lookup() != null) {
      observe(lookups.getOrDefault(end.lookup(), otherLookups), end.lookupMicros());
    }
  }

  private static void observe(DistributionDataPoint histogram, long micros) {
    if (micros >= 0) {
      histogram.observe(micros / MICROS_PER_SECOND);
    }
  }

  /// Counts ends before accepts, so that a session that ends in between never makes it negative.
  private double open() {
    double ends = 0;
    for (CounterDataPoint counter : ended.values()) {
      ends += counter.get();
    }
    return Math.max(0, accepted.get() - ends);
  }
}
