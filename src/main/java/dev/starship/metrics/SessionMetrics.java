package dev.starship.metrics;

import dev.starship.ending.Ending;
import dev.starship.events.SessionListener;
import dev.starship.routing.HitLevel;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.ToLongBiFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// The metrics of sessions: what the event loops have counted, added up at each scrape. Any thread.
final class SessionMetrics {
  private static final double MICROS_PER_SECOND = 1e6;

  /// The label of lookups that no level answered: the source failed, and nothing remembered could
  /// be used.
  private static final String UNAVAILABLE = "unavailable";

  private final List<LoopMetrics> loops = new CopyOnWriteArrayList<>();
  private final Metrics metrics;

  SessionMetrics(Metrics metrics) {
    this.metrics = metrics;
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
    metrics.gauge("starship_sessions_open", "Sessions that go on now.", this::open);
  }

  /// Who is told of the sessions of one more event loop, on that loop's thread.
  SessionListener ofLoop() {
    LoopMetrics loop = new LoopMetrics();
    loops.add(loop);
    return loop;
  }

  private void counter(String name, String help, ToLongFunction<LoopMetrics> value) {
    metrics.counter(name, help, () -> sum(value));
  }

  private void byEnding(String name, String help, ToLongBiFunction<LoopMetrics, Ending> value) {
    Map<String, LongSupplier> parts = new HashMap<>();
    for (Ending ending : Ending.values()) {
      parts.put(ending.code(), () -> sum(loop -> value.applyAsLong(loop, ending)));
    }
    metrics.counter(name, help, "ending", parts);
  }

  private void histogram(
      String name, String help, long[] boundsMicros, Function<LoopMetrics, Durations> part) {
    Distribution all = added(boundsMicros, part);
    metrics.histogram(name, help, seconds(boundsMicros), all.counts(), all.sumSeconds());
  }

  private void lookups() {
    Map<Labels, Distribution> parts = new HashMap<>();
    for (HitLevel level : HitLevel.values()) {
      parts.put(Labels.of("lookup", level.code()), lookups(level));
    }
    parts.put(Labels.of("lookup", UNAVAILABLE), lookups(null));
    metrics.histogram(
        "starship_lookup_duration_seconds",
        "From asking for a host to the answer, by where the answer was found, if it was.",
        seconds(LoopMetrics.LOOKUP_MICROS),
        parts);
  }

  private Distribution lookups(@Nullable HitLevel level) {
    return added(LoopMetrics.LOOKUP_MICROS, loop -> loop.lookups(level));
  }

  private static double[] seconds(long[] micros) {
    return Arrays.stream(micros).mapToDouble(each -> each / MICROS_PER_SECOND).toArray();
  }

  private Distribution added(long[] boundsMicros, Function<LoopMetrics, Durations> part) {
    return new Distribution(
        () -> {
          long[] counts = new long[boundsMicros.length + 1];
          loops.forEach(loop -> part.apply(loop).addTo(counts));
          return counts;
        },
        () -> sum(loop -> part.apply(loop).sumMicros()) / MICROS_PER_SECOND);
  }

  private long sum(ToLongFunction<LoopMetrics> value) {
    return loops.stream().mapToLong(value).sum();
  }

  /// Counts ends before accepts, so that a session that ends in between never makes it negative.
  private long open() {
    long ends = 0;
    for (Ending ending : Ending.values()) {
      ends += sum(loop -> loop.ended(ending));
    }
    return Math.max(0, sum(LoopMetrics::acceptedCount) - ends);
  }
}
