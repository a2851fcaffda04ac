package dev.starship.routing;

import dev.starship.address.Host;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Lookups that remember what one source answered.
///
/// A fresh answer is given at once. For an expired one the source is asked, once however many
/// sessions want it, and a session waits for it at most `freshWait` before it gets the old answer.
/// An answer near its end is asked for again in the background. A source that fails never makes a
/// host unknown: the old answer is used as long as it may be, and a host that failed is left alone
/// for a while. Any thread.
public final class CachedLookups implements Lookups, AutoCloseable {
  private final Time time;
  private final LookupCounters counters = new LookupCounters();
  private final Memory memory;
  private final Flights flights;

  /// Starts to hear the changes of `source`, and to load the snapshot in the background if there is
  /// one. The source stays its owner's to close, after this.
  public CachedLookups(RouteSource source, CacheSettings settings, LookupLimits limits) {
    this(source, settings, limits, new SystemTime(), MvSnapshotFile::open);
  }

  CachedLookups(
      RouteSource source,
      CacheSettings settings,
      LookupLimits limits,
      Time time,
      SnapshotFile.Opener opener) {
    this.time = time;
    memory = new Memory(settings, limits, time, counters);
    flights =
        new Flights(settings, limits, time, counters, memory, new Asking(source, time, counters));
    Path file = settings.snapshot();
    if (file != null) {
      var snapshot = new FileSnapshot(file, opener, limits.snapshot(), time, counters, memory);
      memory.keepIn(snapshot);
      flights.recallFrom(snapshot);
      snapshot.open();
    }
    source.onChange(this::changed);
  }

  @Override
  public void ask(Host host, Consumer<RouteLookup> answered) {
    long now = time.millis();
    Remembered fresh = memory.fresh(host, now);
    if (fresh != null) {
      flights.tell(answered, fresh.answer());
      if (memory.isAging(fresh, now)) {
        flights.refresh(host);
      }
      return;
    }
    RouteLookup known = memory.atOnce(host);
    if (known == null) {
      flights.fetch(host, answered);
      return;
    }
    flights.tell(answered, known);
    if (known instanceof RouteLookup.Found) {
      flights.refresh(host);
    }
  }

  @Override
  public @Nullable RouteLookup atOnce(Host host) {
    RouteLookup known = memory.atOnce(host);
    return known != null ? known : memory.old(host);
  }

  /// Takes in a change, as one that the source tells of.
  public void changed(Change change) {
    // Questions first: an answer that lands in between is then taken for one from before the
    // change.
    flights.outdate(change);
    memory.apply(change);
  }

  /// What lookups do.
  public LookupCounters counters() {
    return counters;
  }

  /// What is held at this moment.
  public LookupGauges gauges() {
    return new LookupGauges(
        memory.hits(), memory.misses(), memory.backoffs(), flights.underWay(), flights.queued());
  }

  /// Answers everyone who waits with what there is, writes the snapshot and lets go of its file.
  /// Later questions are answered from memory. Blocks on the disk.
  @Override
  public void close() {
    flights.close();
    memory.close();
    time.close();
  }
}
