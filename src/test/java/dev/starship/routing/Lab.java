package dev.starship.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.routing.RouteLookup.Found;
import dev.starship.routing.RouteLookup.Unavailable;
import dev.starship.routing.RouteLookup.Unknown;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Lookups over a scripted source in simulated time.
final class Lab implements AutoCloseable {
  final SimulatedTime time = new SimulatedTime();
  final ScriptedSource source = new ScriptedSource();
  final CachedLookups lookups;

  Lab() {
    this(CacheSettings.DEFAULT, LookupLimits.DEFAULT);
  }

  Lab(CacheSettings settings, LookupLimits limits) {
    this(settings, limits, MvSnapshotFile::open);
  }

  Lab(CacheSettings settings, LookupLimits limits, SnapshotFile.Opener opener) {
    lookups = new CachedLookups(source, settings, limits, time, opener);
  }

  static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }

  static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }

  static CacheSettings remembering(Path snapshot) {
    CacheSettings usual = CacheSettings.DEFAULT;
    return new CacheSettings(
        usual.ttl(),
        usual.negativeTtl(),
        usual.staleFor(),
        usual.freshWait(),
        usual.refreshAhead(),
        usual.maxHosts(),
        snapshot);
  }

  /// Settings without a refresh in the background.
  static CacheSettings settings(Duration ttl, Duration staleFor, int maxHosts) {
    return new CacheSettings(ttl, seconds(5), staleFor, millis(200), 1, maxHosts, null);
  }

  static LookupLimits limits(int underWay, int queued, int waitersPerHost) {
    return limits(underWay, queued, LookupLimits.DEFAULT.queuedFor(), waitersPerHost);
  }

  static LookupLimits limits(int underWay, int queued, Duration queuedFor, int waitersPerHost) {
    return limits(underWay, queued, queuedFor, waitersPerHost, SnapshotLimits.DEFAULT);
  }

  static LookupLimits limits(SnapshotLimits snapshot) {
    LookupLimits usual = LookupLimits.DEFAULT;
    return limits(
        usual.underWay(), usual.queued(), usual.queuedFor(), usual.waitersPerHost(), snapshot);
  }

  static LookupLimits misses(int most) {
    LookupLimits usual = LookupLimits.DEFAULT;
    return limits(
        usual.underWay(),
        usual.queued(),
        usual.queuedFor(),
        usual.waitersPerHost(),
        most,
        usual.snapshot());
  }

  private static LookupLimits limits(
      int underWay, int queued, Duration queuedFor, int waitersPerHost, SnapshotLimits snapshot) {
    int misses = LookupLimits.DEFAULT.misses();
    return limits(underWay, queued, queuedFor, waitersPerHost, misses, snapshot);
  }

  private static LookupLimits limits(
      int underWay,
      int queued,
      Duration queuedFor,
      int waitersPerHost,
      int misses,
      SnapshotLimits snapshot) {
    LookupLimits usual = LookupLimits.DEFAULT;
    return new LookupLimits(
        underWay,
        queued,
        queuedFor,
        waitersPerHost,
        misses,
        usual.backoffs(),
        usual.firstBackoff(),
        usual.longestBackoff(),
        usual.failuresInARow(),
        usual.questionsWhileFailing(),
        snapshot);
  }

  /// So long before now, as answers tell when the source confirmed them.
  long ago(Duration time) {
    return this.time.millis() - time.toMillis();
  }

  /// A session asks; what it is told goes into the list, now or later.
  List<RouteLookup> ask(String host) {
    var told = new ArrayList<RouteLookup>();
    lookups.ask(ScriptedSource.host(host), told::add);
    return told;
  }

  /// A session asks, and the source answers before time passes.
  RouteLookup answer(String host) {
    List<RouteLookup> told = ask(host);
    time.run();
    assertThat(told).hasSize(1);
    return told.getFirst();
  }

  /// What a session is told, in short: `l1 pod-a`, `negative`, `unavailable connection refused`.
  String text(String host) {
    return text(answer(host));
  }

  static String text(RouteLookup lookup) {
    return switch (lookup) {
      case Found found -> found.level().code() + " " + found.route().backends().getFirst().name();
      case Unknown unknown -> "unknown by " + unknown.level().code();
      case Unavailable unavailable -> "unavailable: " + unavailable.why();
    };
  }

  static List<String> texts(List<RouteLookup> told) {
    return told.stream().map(Lab::text).toList();
  }

  long count(LookupEvent event) {
    return lookups.counters().events(event);
  }

  @Override
  public void close() {
    lookups.close();
  }
}
