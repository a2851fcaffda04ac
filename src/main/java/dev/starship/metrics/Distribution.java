package dev.starship.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/// Durations that are counted in buckets elsewhere, asked for at each scrape. Any thread.
///
/// @param counts how many fell into each bucket, not cumulated
/// @param sumSeconds all durations together
record Distribution(Supplier<long[]> counts, DoubleSupplier sumSeconds) {
  /// What they are now.
  ///
  /// @param boundsSeconds the upper bounds of the buckets, the last one infinite
  HistogramDataPointSnapshot now(double[] boundsSeconds, Labels labels) {
    return HistogramDataPointSnapshot.builder()
        .classicHistogramBuckets(ClassicHistogramBuckets.of(boundsSeconds, counts.get()))
        .sum(sumSeconds.getAsDouble())
        .labels(labels)
        .build();
  }
}
