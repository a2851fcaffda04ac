package dev.starship.routing;

import dev.starship.address.Host;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// What is remembered of every host: hits, misses, failures. Decides what may be answered from it,
/// and takes in what the source answers. Any thread, never blocks.
final class Memory implements Snapshot.Owner {
  /// What is measured for a host but for its texts and backends.
  private static final int BARE_BYTES = 220;

  private static final String DOUBT =
      "something else than the source says that there is no such host";

  private final CacheSettings settings;
  private final Time time;
  private final LookupCounters counters;
  private final Lives lives;
  private final RouteInterner interner;
  private final HitStore hits;
  private final MissStore misses;
  private final Backoffs backoffs;
  private volatile Snapshot snapshot = Snapshot.NONE;

  Memory(CacheSettings settings, LookupLimits limits, Time time, LookupCounters counters) {
    this.settings = settings;
    this.time = time;
    this.counters = counters;
    lives = new Lives(settings);
    interner = new RouteInterner(time::start);
    hits = new HitStore(settings.maxHosts(), this::bytes, this::evicted);
    misses = new MissStore(limits.misses(), time, () -> counters.count(LookupEvent.MISS_EVICTED));
    backoffs = new Backoffs(limits, time);
  }

  private void evicted(Host host) {
    counters.count(LookupEvent.HIT_EVICTED);
    snapshot.remove(host);
  }

  /// About how many bytes of memory a host takes.
  private int bytes(Host host, Remembered hit) {
    return BARE_BYTES
        + host.name().length()
        + hit.validator().length()
        + interner.ownBytes(hit.route());
  }

  /// What became of a source's answer.
  ///
  /// @param lookup what the sessions get that wait for it
  /// @param failure why the question failed, or its answer may be nobody's; null if it did not
  record Taken(RouteLookup lookup, @Nullable String failure) {}

  /// From now on hosts are kept in `snapshot` too.
  void keepIn(Snapshot newSnapshot) {
    snapshot = newSnapshot;
  }

  /// The fresh answer for `host`; null if there is none.
  @Nullable Remembered fresh(Host host, long now) {
    Remembered hit = hits.get(host);
    return hit != null && hit.isFresh(now, hits.epoch()) ? hit : null;
  }

  /// Whether `fresh` should be asked for again in the background.
  boolean isAging(Remembered fresh, long now) {
    return fresh.isPast(settings.refreshAhead(), now);
  }

  /// The answer for `host` that needs no question; null if the source has to be asked.
  @Nullable RouteLookup atOnce(Host host) {
    long now = time.millis();
    Remembered hit = hits.get(host);
    if (hit != null && hit.isFresh(now, hits.epoch())) {
      return hit.answer();
    }
    if (hit != null && hit.isUsableDuringRefresh(now, hits.epoch())) {
      return hit.old();
    }
    if (hit == null) {
      RouteLookup miss = misses.get(host);
      if (miss != null) {
        return miss;
      }
    }
    String why = backoffs.holding(host, now);
    if (why == null) {
      return null;
    }
    counters.count(LookupEvent.BACKED_OFF);
    return otherwise(host, why);
  }

  /// Whether `host` has an answer in use that should be asked for again in the background.
  boolean wantsRefresh(Host host) {
    long now = time.millis();
    Remembered hit = hits.get(host);
    if (hit == null || backoffs.holding(host, now) != null) {
      return false;
    }
    return hit.isFresh(now, hits.epoch())
        ? hit.isPast(settings.refreshAhead(), now)
        : hit.isUsableDuringRefresh(now, hits.epoch());
  }

  /// The old answer for `host`; null if there is none that may be used.
  RouteLookup.@Nullable Found old(Host host) {
    long now = time.millis();
    Remembered hit = hits.get(host);
    return hit != null && hit.isUsable(now) ? hit.old() : null;
  }

  /// The old answer for `host`, or that there is none because of `why`.
  RouteLookup otherwise(Host host, String why) {
    RouteLookup old = old(host);
    return old != null ? old : new RouteLookup.Unavailable(why);
  }

  @Nullable Remembered hit(Host host) {
    return hits.get(host);
  }

  /// Takes in what the source answered.
  ///
  /// @param asked what was remembered when the question went out; null if nothing
  /// @param current false if a change came since: then nothing is remembered
  Taken takeIn(Host host, SourceAnswer answer, @Nullable Remembered asked, boolean current) {
    return switch (answer) {
      case SourceAnswer.Found found ->
          confirm(
              host,
              lives.of(
                  interner.shared(host, found.route()),
                  found.validator(),
                  found.freshness(),
                  time.millis(),
                  hits.epoch()),
              current);
      case SourceAnswer.Unchanged unchanged ->
          asked == null
              ? fail(host, "the source calls unchanged what it never answered", current)
              : confirm(
                  host,
                  lives.again(asked, unchanged.freshness(), time.millis(), hits.epoch()),
                  current);
      case SourceAnswer.Unknown unknown ->
          unknown.certain() ? miss(host, unknown.freshness(), current) : doubt(host, current);
      case SourceAnswer.Failed failed -> fail(host, failed.why(), current);
    };
  }

  private Taken confirm(Host host, Remembered hit, boolean current) {
    if (current) {
      hits.put(host, hit.saved(save(host, hit)));
      misses.remove(host);
      backoffs.answered(host);
    }
    return new Taken(hit.found(HitLevel.SOURCE), null);
  }

  /// Tells the snapshot if it is worth a write; the [Remembered#savedUntil] that results.
  private long save(Host host, Remembered hit) {
    Remembered before = hits.get(host);
    long savedUntil =
        before != null && before.route().equals(hit.route())
            ? before.savedUntil()
            : Remembered.NEVER;
    if (savedUntil != Remembered.NEVER
        && SnapshotEntry.isAsGood(savedUntil, hit.usableUntil(), hit.confirmedAt())) {
      return savedUntil;
    }
    return snapshot.save(host, hit) ? hit.usableUntil() : savedUntil;
  }

  /// What is perhaps not the source's answer does not say how long it lives either.
  private Taken doubt(Host host, boolean current) {
    return hits.get(host) == null
        ? new Taken(miss(host, SourceAnswer.Freshness.UNSAID, current).lookup(), DOUBT)
        : fail(host, DOUBT, current);
  }

  private Taken miss(Host host, SourceAnswer.Freshness freshness, boolean current) {
    long now = time.millis();
    if (current) {
      forget(host);
      misses.put(host, now, lives.missMillis(freshness));
      backoffs.answered(host);
    }
    return new Taken(new RouteLookup.Unknown(now, HitLevel.SOURCE), null);
  }

  /// A host that was never known costs the snapshot nothing, whoever invents it.
  private void forget(Host host) {
    if (hits.get(host) != null) {
      // The snapshot first: what it is loading then finds out that the host is gone.
      snapshot.remove(host);
      hits.remove(host);
    }
  }

  private Taken fail(Host host, String why, boolean current) {
    if (current) {
      backoffs.failed(host, time.millis(), why);
    }
    return new Taken(otherwise(host, why), why);
  }

  @Override
  public void recalled(Host host, Remembered left) {
    Remembered hit = left.with(interner.shared(host, left.route()));
    if (hits.putIfAbsent(host, hit) && snapshot.hasForgotten(host)) {
      hits.remove(host, hit);
    }
  }

  @Override
  public Collection<Host> hosts() {
    return hits.hosts();
  }

  @Override
  public @Nullable Remembered remembered(Host host) {
    return hits.peek(host);
  }

  void apply(Change change) {
    switch (change) {
      case Change.OfHost(Host host, boolean deeper) -> {
        counters.count(LookupEvent.CHANGE);
        if (deeper) {
          hits.expireBelow(host);
          misses.removeBelow(host);
          backoffs.answeredBelow(host);
        } else {
          hits.expire(host);
          misses.remove(host);
          backoffs.answered(host);
        }
      }
      case Change.Purge _ -> {
        counters.count(LookupEvent.PURGE);
        snapshot.clear();
        hits.clear();
        misses.clear();
        backoffs.clear();
      }
      case Change.Reset _ -> {
        counters.count(LookupEvent.RESET);
        hits.expireAll();
        misses.clear();
        backoffs.clear();
      }
    }
  }

  void close() {
    snapshot.close();
  }

  long hits() {
    return hits.size();
  }

  long misses() {
    return misses.size();
  }

  long backoffs() {
    return backoffs.size();
  }
}
