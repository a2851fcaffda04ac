package dev.starship.metrics;

import dev.starship.counting.Count;
import java.util.concurrent.atomic.AtomicLongArray;

/// Durations that one thread counts in buckets; any thread reads. A plain read and a release write
/// suffice for that, where the library's own histogram, which any thread may write to, costs the
/// cores a cache line that they take from each other at each observation.
final class Durations {
  private final long[] boundsMicros;
  private final AtomicLongArray counts;
  private final Count sumMicros = new Count();

  /// @param boundsMicros the upper bounds, ascending, of all buckets but the last, which has none
  Durations(long[] boundsMicros) {
    this.boundsMicros = boundsMicros;
    this.counts = new AtomicLongArray(boundsMicros.length + 1);
  }

  /// Counts one; a negative one was not measured.
  void observe(long micros) {
    if (micros < 0) {
      return;
    }
    int bucket = 0;
    while (bucket < boundsMicros.length && micros > boundsMicros[bucket]) {
      bucket++;
    }
    counts.setRelease(bucket, counts.getPlain(bucket) + 1);
    sumMicros.add(micros);
  }

  /// Adds what each bucket counts to `sums`. Any thread.
  void addTo(long[] sums) {
    for (int bucket = 0; bucket < sums.length; bucket++) {
      sums[bucket] += counts.getAcquire(bucket);
    }
  }

  /// All of them together. Any thread.
  long sumMicros() {
    return sumMicros.get();
  }
}
