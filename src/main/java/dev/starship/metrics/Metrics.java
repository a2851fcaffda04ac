package dev.starship.metrics;

import dev.starship.events.SessionListener;
import dev.starship.http.Preference;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.instrumentation.jvm.JvmBufferPoolMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmClassLoadingMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmCompilationMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmGarbageCollectorMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmMemoryMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmNativeMemoryMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmRuntimeInfoMetric;
import io.prometheus.metrics.instrumentation.jvm.JvmThreadsMetrics;
import io.prometheus.metrics.instrumentation.jvm.ProcessMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The metrics of this process: those of its sessions, those that other packages hand in, the
/// JVM's. Any thread. No label ever has a value from outside.
public final class Metrics {
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final ExpositionFormats formats = ExpositionFormats.init();
  private final SessionMetrics sessions;
  private boolean showsJvm;

  /// Metrics of a process that just started.
  ///
  /// @param version of the product, for `starship_build_info`
  /// @param commit that it was built from
  public Metrics(String version, String commit) {
    sessions = new SessionMetrics(this);
    Info.builder()
        .name("starship_build_info")
        .help("What is running; always 1.")
        .labelNames("version", "commit", "jdk")
        .register(registry)
        .setLabelValues(version, commit, Runtime.version().toString());
  }

  /// Shows a number that only grows and is counted elsewhere, asked for at each scrape.
  ///
  /// @param name `starship_…_total`
  /// @throws IllegalArgumentException if there is a metric of that name already
  public void counter(String name, String help, LongSupplier value) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .callback(callback -> callback.call((double) value.getAsLong()))
        .register(registry);
  }

  /// Shows one counter in parts.
  ///
  /// @param label what tells the parts apart
  /// @param values the parts by the value of the label; fixed from now on
  /// @throws IllegalArgumentException if there is a metric of that name already
  public void counter(String name, String help, String label, Map<String, LongSupplier> values) {
    Map<List<String>, LongSupplier> parts = new HashMap<>();
    values.forEach((part, value) -> parts.put(List.of(part), value));
    counter(name, help, List.of(label), parts);
  }

  /// Shows one counter in parts that several labels tell apart.
  ///
  /// @param values the parts by the values of the labels, in their order; fixed from now on
  /// @throws IllegalArgumentException if there is a metric of that name already
  public void counter(
      String name, String help, List<String> labels, Map<List<String>, LongSupplier> values) {
    Map<List<String>, LongSupplier> fixed = Map.copyOf(values);
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames(labels.toArray(String[]::new))
        .callback(callback ->
            fixed.forEach((part, value) ->
                callback.call((double) value.getAsLong(), part.toArray(String[]::new))))
        .register(registry);
  }

  /// Shows a number that rises and falls, asked for at each scrape.
  ///
  /// @param name `starship_…`
  /// @throws IllegalArgumentException if there is a metric of that name already
  public void gauge(String name, String help, LongSupplier value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(callback -> callback.call((double) value.getAsLong()))
        .register(registry);
  }

  /// Shows one such number for each value of a label.
  ///
  /// @param values by the value of the label; fixed from now on
  /// @throws IllegalArgumentException if there is a metric of that name already
  public void gauge(String name, String help, String label, Map<String, LongSupplier> values) {
    Map<String, LongSupplier> fixed = Map.copyOf(values);
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames(label)
        .callback(callback ->
            fixed.forEach((part, value) -> callback.call((double) value.getAsLong(), part)))
        .register(registry);
  }

  /// Shows durations that are counted in buckets elsewhere, asked for at each scrape.
  ///
  /// @param name `starship_…_seconds`
  /// @param boundsSeconds the upper bounds of all buckets but the last, which has none
  /// @param counts how many fell into each bucket, not cumulated
  /// @param sumSeconds all durations together
  /// @throws IllegalArgumentException if there is a metric of that name already
  public void histogram(
      String name,
      String help,
      double[] boundsSeconds,
      Supplier<long[]> counts,
      DoubleSupplier sumSeconds) {
    Distribution all = new Distribution(counts, sumSeconds);
    histogram(name, help, boundsSeconds, Map.of(Labels.EMPTY, all));
  }

  /// The same in parts.
  ///
  /// @param parts by their labels; fixed from now on
  void histogram(
      String name, String help, double[] boundsSeconds, Map<Labels, Distribution> parts) {
    double[] bounds = Arrays.copyOf(boundsSeconds, boundsSeconds.length + 1);
    bounds[boundsSeconds.length] = Double.POSITIVE_INFINITY;
    MetricMetadata metadata = new MetricMetadata(name, help);
    Map<Labels, Distribution> fixed = Map.copyOf(parts);
    registry.register(() ->
        new HistogramSnapshot(
            metadata,
            fixed.entrySet().stream()
                .map(part -> part.getValue().now(bounds, part.getKey()))
                .toList()));
  }

  /// Who is to be told of the sessions of one more event loop, on that loop's thread alone.
  public SessionListener ofLoop() {
    return sessions.ofLoop();
  }

  /// Asks everything for its value now.
  ///
  /// @param accept the request's `Accept`, which chooses between Prometheus text and OpenMetrics;
  ///   null without one
  public Scrape scrape(@Nullable String accept) throws IOException {
    showJvm();
    // The library's own choice may be Protobuf, which Prometheus likes best and whose writer is not
    // aboard.
    ExpositionFormatWriter writer =
        accept != null && prefersOpenMetrics(accept)
            ? formats.getOpenMetricsTextFormatWriter()
            : formats.getPrometheusTextFormatWriter();
    ByteArrayOutputStream body = new ByteArrayOutputStream(32 * 1024);
    writer.write(body, registry.scrape());
    return new Scrape(writer.getContentType(), body.toByteArray());
  }

  /// Whether OpenMetrics is named, and wanted no less than text.
  private static boolean prefersOpenMetrics(String accept) {
    List<String> ranges = List.of(accept.toLowerCase(Locale.ROOT).split(",", -1));
    Preference openMetrics = Preference.of("application/openmetrics-text", ranges);
    Preference text = Preference.of("text/plain", ranges);
    return openMetrics.named()
        && openMetrics.thousandths() > 0
        && openMetrics.thousandths() >= text.thousandths();
  }

  /// From the first scrape on: it wakes the JVM's management, 100 ms that no start has to wait for.
  /// What has been allocated in each pool is left out, for it is counted by a listener to
  /// collections: each would take another millisecond of a core, just when the event loops have
  /// waited for the collection.
  private synchronized void showJvm() {
    if (!showsJvm) {
      showsJvm = true;
      ProcessMetrics.builder().register(registry);
      JvmRuntimeInfoMetric.builder().register(registry);
      JvmMemoryMetrics.builder().register(registry);
      JvmNativeMemoryMetrics.builder().register(registry);
      JvmBufferPoolMetrics.builder().register(registry);
      JvmGarbageCollectorMetrics.builder().register(registry);
      JvmThreadsMetrics.builder().register(registry);
      JvmClassLoadingMetrics.builder().register(registry);
      JvmCompilationMetrics.builder().register(registry);
    }
  }
}
