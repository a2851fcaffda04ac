package dev.starship.metrics;

import dev.starship.counting.Count;
import dev.starship.ending.Ending;
import dev.starship.events.RequestEnd;
import dev.starship.events.SessionEnd;
import dev.starship.events.SessionListener;
import dev.starship.preread.Protocol;
import dev.starship.routing.HitLevel;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What the sessions of one event loop were counted to be. Told on the loop's thread alone, read by
/// any; nothing is allocated.
final class LoopMetrics implements SessionListener {
  /// From a request answered at once to a connection held all day.
  static final long[] SESSION_MICROS = {
    1_000,
    5_000,
    20_000,
    100_000,
    500_000,
    2_000_000,
    10_000_000,
    60_000_000,
    600_000_000,
    3_600_000_000L,
    86_400_000_000L
  };

  /// From a hit in memory (about a microsecond) to a source at its timeout.
  static final long[] LOOKUP_MICROS = {
    10, 100, 500, 2_000, 10_000, 50_000, 200_000, 500_000, 1_000_000, 2_000_000, 5_000_000
  };

  /// From the same machine to a connect timeout.
  static final long[] NETWORK_MICROS = {
    100, 500, 2_000, 10_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 3_000_000, 10_000_000
  };

  private final Count accepted = new Count();
  private final Map<Ending, Count> ended = new EnumMap<>(Ending.class);
  private final Map<Ending, Count> requests = new EnumMap<>(Ending.class);
  private final Count bytesIn = new Count();
  private final Count bytesOut = new Count();
  private final Durations sessionDurations = new Durations(SESSION_MICROS);
  private final Durations requestDurations = new Durations(SESSION_MICROS);
  private final Durations connects = new Durations(NETWORK_MICROS);
  private final Durations firstBytes = new Durations(NETWORK_MICROS);
  private final Map<HitLevel, Durations> lookups = new EnumMap<>(HitLevel.class);
  private final Durations failedLookups = new Durations(LOOKUP_MICROS);

  LoopMetrics() {
    for (Ending ending : Ending.values()) {
      ended.put(ending, new Count());
      requests.put(ending, new Count());
    }
    for (HitLevel level : HitLevel.values()) {
      lookups.put(level, new Durations(LOOKUP_MICROS));
    }
  }

  private static Count of(Ending ending, Map<Ending, Count> counters) {
    return Objects.requireNonNull(counters.get(ending));
  }

  @Override
  public void accepted() {
    accepted.increment();
  }

  @Override
  public void ended(SessionEnd end) {
    of(end.ending(), ended).increment();
    bytesIn.add(end.bytesIn());
    bytesOut.add(end.bytesOut());
    sessionDurations.observe(end.durationMicros());
    if (end.protocol() != Protocol.HTTP) {
      // Of an HTTP session, its requests have told each of them.
      observeSteps(end);
    }
  }

  @Override
  public void requestEnded(RequestEnd end) {
    of(end.part().ending(), requests).increment();
    requestDurations.observe(end.part().durationMicros());
    observeSteps(end.part());
  }

  private void observeSteps(SessionEnd end) {
    connects.observe(end.connectMicros());
    firstBytes.observe(end.firstByteMicros());
    lookups(end.lookup()).observe(end.lookupMicros());
  }

  long acceptedCount() {
    return accepted.get();
  }

  long ended(Ending ending) {
    return of(ending, ended).get();
  }

  long requests(Ending ending) {
    return of(ending, requests).get();
  }

  long bytesIn() {
    return bytesIn.get();
  }

  long bytesOut() {
    return bytesOut.get();
  }

  Durations sessionDurations() {
    return sessionDurations;
  }

  Durations requestDurations() {
    return requestDurations;
  }

  Durations connects() {
    return connects;
  }

  Durations firstBytes() {
    return firstBytes;
  }

  /// Lookups that were answered at `level`; of null, those that nothing came of.
  Durations lookups(@Nullable HitLevel level) {
    return level == null ? failedLookups : Objects.requireNonNull(lookups.get(level));
  }
}
