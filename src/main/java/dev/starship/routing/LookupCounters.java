package dev.starship.routing;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/// Counts what lookups do. Any thread.
public final class LookupCounters {
  private static final double[] LATENCY_BOUNDS_SECONDS = {
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5
  };

  private final Tally<HitLevel> answers = new Tally<>(HitLevel.class);
  private final Tally<SourceOutcome> outcomes = new Tally<>(SourceOutcome.class);
  private final Tally<LookupEvent> events = new Tally<>(LookupEvent.class);
  private final LongAdder[] latencies = adders(LATENCY_BOUNDS_SECONDS.length + 1);
  private final LongAdder latencyNanos = new LongAdder();
  private final AtomicLong lastAnswerMillis = new AtomicLong();
  private final AtomicLong lastFailureMillis = new AtomicLong();

  LookupCounters() {}

  /// Sessions that were answered from `level`.
  public long answers(HitLevel level) {
    return answers.sum(level);
  }

  /// Questions to the source with this outcome.
  public long outcomes(SourceOutcome outcome) {
    return outcomes.sum(outcome);
  }

  /// How often `event` happened.
  public long events(LookupEvent event) {
    return events.sum(event);
  }

  /// The upper bounds of the buckets of [#latencies()], in seconds; the last bucket has none.
  public static double[] latencyBoundsSeconds() {
    return LATENCY_BOUNDS_SECONDS.clone();
  }

  /// Questions to the source by how long they took: each bucket has only its own, one more bucket
  /// than bounds.
  public long[] latencies() {
    var counts = new long[latencies.length];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = latencies[i].sum();
    }
    return counts;
  }

  /// How long all questions to the source took together.
  public double latencySeconds() {
    return latencyNanos.sum() / 1e9;
  }

  /// When the source last answered; empty if it never did.
  public Optional<Instant> lastAnswer() {
    return instant(lastAnswerMillis);
  }

  /// When the source last failed; empty if it never did.
  public Optional<Instant> lastFailure() {
    return instant(lastFailureMillis);
  }

  void answered(RouteLookup lookup) {
    switch (lookup) {
      case RouteLookup.Found found -> answers.add(found.level(), 1);
      case RouteLookup.Unknown unknown -> answers.add(unknown.level(), 1);
      case RouteLookup.Unavailable _ -> count(LookupEvent.UNAVAILABLE);
    }
  }

  void asked(SourceOutcome outcome, long nanos, long wallMillis) {
    outcomes.add(outcome, 1);
    latencyNanos.add(nanos);
    int bucket = 0;
    while (bucket < LATENCY_BOUNDS_SECONDS.length && nanos > LATENCY_BOUNDS_SECONDS[bucket] * 1e9) {
      bucket++;
    }
    latencies[bucket].increment();
    switch (outcome) {
      case FAILED -> lastFailureMillis.set(wallMillis);
      case FOUND, UNCHANGED, UNKNOWN -> lastAnswerMillis.set(wallMillis);
      case UNCERTAIN -> {}
    }
  }

  void count(LookupEvent event) {
    events.add(event, 1);
  }

  void count(LookupEvent event, long times) {
    events.add(event, times);
  }

  private static Optional<Instant> instant(AtomicLong millis) {
    long value = millis.get();
    return value == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(value));
  }

  private static LongAdder[] adders(int count) {
    var adders = new LongAdder[count];
    for (int i = 0; i < count; i++) {
      adders[i] = new LongAdder();
    }
    return adders;
  }
}
