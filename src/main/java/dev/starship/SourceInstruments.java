package dev.starship;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import dev.starship.metrics.Metrics;
import dev.starship.routing.CachedLookups;
import dev.starship.routing.HitLevel;
import dev.starship.routing.LookupCounters;
import dev.starship.routing.LookupEvent;
import dev.starship.routing.SourceOutcome;
import dev.starship.source.file.FileSource;
import dev.starship.source.http.FeedCounters;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;

/// Shows what the sources of routes and their caches count as metrics.
final class SourceInstruments {
  private final Metrics metrics;

  SourceInstruments(Metrics metrics) {
    this.metrics = metrics;
  }

  void show(RouteSources sources) {
    if (!sources.files().isEmpty()) {
      showFiles(sources.files());
    }
    if (!sources.apis().isEmpty()) {
      showFeeds(sources.apis().stream().map(api -> api.source().feedCounters()).toList());
      showSources(
          sources.apis().stream()
              .collect(
                  groupingBy(
                      api -> api.source().origin(),
                      mapping(api -> api.cache().counters(), toList()))));
      showCaches(sources.apis().stream().map(api -> api.cache().counters()).toList());
      showSizes(sources.apis().stream().map(RouteSources.Api::cache).toList());
    }
  }

  private void showFiles(List<FileSource> files) {
    metrics.gauge(
        "starship_file_routes",
        "Routes in the tables of routes files.",
        Instruments.sum(files, file -> file.table().size()));
    metrics.counter(
        "starship_file_taken_over_total",
        "How often a changed routes file was taken over.",
        Instruments.sum(files, FileSource::takenOver));
    metrics.counter(
        "starship_file_refused_total",
        "How often a changed routes file was refused.",
        Instruments.sum(files, FileSource::refused));
    metrics.gauge(
        "starship_files_outdated",
        "Routes files that were refused when last read.",
        Instruments.sum(files, file -> file.isOutdated() ? 1 : 0));
  }

  private void showFeeds(List<FeedCounters> feeds) {
    metrics.gauge(
        "starship_feeds_open",
        "Change feeds that are connected now.",
        Instruments.sum(feeds, feed -> feed.isOpen() ? 1 : 0));
    metrics.counter(
        "starship_feed_connections_total",
        "How often a change feed was connected.",
        Instruments.sum(feeds, FeedCounters::connected));
    metrics.counter(
        "starship_feed_changes_total",
        "Changes that feeds told of.",
        Instruments.sum(feeds, FeedCounters::changes));
    metrics.counter(
        "starship_feed_events_ignored_total",
        "Events of feeds that could not be used.",
        Instruments.sum(feeds, FeedCounters::eventsIgnored));
  }

  /// @param counters by the origin of the API; one that is there twice counts together
  private void showSources(Map<String, List<LookupCounters>> counters) {
    Map<List<String>, LongSupplier> outcomes = new HashMap<>();
    Map<String, LongSupplier> answered = new HashMap<>();
    Map<String, LongSupplier> failed = new HashMap<>();
    counters.forEach((source, of) -> {
      parts(SourceOutcome.values(), SourceOutcome::code, of, LookupCounters::outcomes)
          .forEach((outcome, count) -> outcomes.put(List.of(source, outcome), count));
      answered.put(source, () -> latest(of, LookupCounters::lastAnswer));
      failed.put(source, () -> latest(of, LookupCounters::lastFailure));
    });
    metrics.counter(
        "starship_source_answers_total",
        "Questions to each source, by what came of them.",
        List.of("source", "outcome"),
        outcomes);
    metrics.gauge(
        "starship_source_last_answer_seconds",
        "When each source last answered, seconds since 1970 UTC; 0 if it never did.",
        "source",
        answered);
    metrics.gauge(
        "starship_source_last_failure_seconds",
        "When each source last failed, seconds since 1970 UTC; 0 if it never did.",
        "source",
        failed);
  }

  private void showCaches(List<LookupCounters> counters) {
    metrics.histogram(
        "starship_source_latency_seconds",
        "How long questions to the source took.",
        LookupCounters.latencyBoundsSeconds(),
        () -> Instruments.added(counters, LookupCounters::latencies),
        () -> counters.stream().mapToDouble(LookupCounters::latencySeconds).sum());
    metrics.counter(
        "starship_lookup_answers_total",
        "Lookups answered by the cache, by the level of the hit.",
        "level",
        parts(HitLevel.values(), HitLevel::code, counters, LookupCounters::answers));
    metrics.counter(
        "starship_lookup_events_total",
        "What happened in the cache of lookups.",
        "event",
        parts(LookupEvent.values(), LookupEvent::code, counters, LookupCounters::events));
  }

  private void showSizes(List<CachedLookups> caches) {
    metrics.gauge(
        "starship_cache_hosts",
        "Hosts with a route in memory.",
        Instruments.sum(caches, cache -> cache.gauges().hits()));
    metrics.gauge(
        "starship_cache_misses",
        "Hosts remembered as unknown.",
        Instruments.sum(caches, cache -> cache.gauges().misses()));
    metrics.gauge(
        "starship_cache_backoffs",
        "Hosts whose last question failed, in the last minute.",
        Instruments.sum(caches, cache -> cache.gauges().backoffs()));
    metrics.gauge(
        "starship_lookups_under_way",
        "Questions that the source has not answered yet.",
        Instruments.sum(caches, cache -> cache.gauges().underWay()));
    metrics.gauge(
        "starship_lookups_queued",
        "Hosts that wait for their question.",
        Instruments.sum(caches, cache -> cache.gauges().queued()));
  }

  /// A count by one of the values of an enum.
  private interface CountOf<E> {
    long count(LookupCounters counters, E part);
  }

  private static <E> Map<String, LongSupplier> parts(
      E[] all, Function<E, String> code, List<LookupCounters> counters, CountOf<E> count) {
    Map<String, LongSupplier> parts = new LinkedHashMap<>();
    for (E part : all) {
      parts.put(code.apply(part), Instruments.sum(counters, each -> count.count(each, part)));
    }
    return parts;
  }

  private static long latest(
      List<LookupCounters> counters, Function<LookupCounters, Optional<Instant>> when) {
    return counters.stream()
        .map(when)
        .flatMap(Optional::stream)
        .mapToLong(Instant::getEpochSecond)
        .max()
        .orElse(0);
  }
}
