package dev.starship.source.file;

import dev.starship.address.Host;
import dev.starship.routing.HitLevel;
import dev.starship.routing.Lookups;
import dev.starship.routing.RouteLookup;
import dev.starship.source.file.RouteTable.Load;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers from the table of a routes file, at once and on the caller's thread, and takes the file
/// over again when it changes. A file that cannot be used leaves the table as it is. Any thread.
public final class FileSource implements Lookups, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FileSource.class);

  private final Path file;
  private final RoutesFileLimits limits;
  private final LongSupplier nanoTime;
  private final Consumer<Load> afterLoad;
  private final ReentrantLock loading = new ReentrantLock();
  private final AtomicLong takenOver = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final FileWatch watch;
  private volatile Current current;

  /// Whether the file, as it was last read, was refused.
  private volatile boolean outdated;

  /// A table and when it was taken over.
  private record Current(RouteTable table, long sinceNanos) {}

  /// What became of the first load.
  public sealed interface Start {
    /// The source answers and watches its file until it is closed.
    ///
    /// @param source the source
    record Running(FileSource source) implements Start {}

    /// The file cannot be used.
    ///
    /// @param problems what is wrong, each as one line `FILE:LINE: what`
    record Refused(List<String> problems) implements Start {}
  }

  /// Loads `file` and watches it. Blocks until it is loaded.
  ///
  /// @param nanoTime the time as [System#nanoTime()] tells it
  public static Start open(Path file, LongSupplier nanoTime) {
    return open(file, RoutesFileLimits.DEFAULT, nanoTime, _ -> {});
  }

  /// The same, for one who wants to hear of changes.
  ///
  /// @param afterLoad told what became of each later load, on the thread that loaded
  public static Start open(Path file, LongSupplier nanoTime, Consumer<Load> afterLoad) {
    return open(file, RoutesFileLimits.DEFAULT, nanoTime, afterLoad);
  }

  /// @param afterLoad told what became of each later load, on the thread that loaded
  static Start open(
      Path file, RoutesFileLimits limits, LongSupplier nanoTime, Consumer<Load> afterLoad) {
    FileMark mark = FileMark.of(file);
    long began = nanoTime.getAsLong();
    return switch (RoutesFile.load(file, limits, limits.readers())) {
      case Load.Refused(List<String> problems) -> new Start.Refused(problems);
      case Load.Loaded(RouteTable table) -> {
        var first = new Current(table, nanoTime.getAsLong());
        logTakenOver(file, first, began);
        yield new Start.Running(new FileSource(file, limits, nanoTime, afterLoad, first, mark));
      }
    };
  }

  private FileSource(
      Path file,
      RoutesFileLimits limits,
      LongSupplier nanoTime,
      Consumer<Load> afterLoad,
      Current first,
      FileMark mark) {
    this.file = file;
    this.limits = limits;
    this.nanoTime = nanoTime;
    this.afterLoad = afterLoad;
    this.current = first;
    this.watch = new FileWatch(file, limits, mark, this::reload);
  }

  /// Answers at once, before it returns.
  @Override
  public void ask(Host host, Consumer<RouteLookup> answered) {
    answered.accept(atOnce(host));
  }

  @Override
  public RouteLookup atOnce(Host host) {
    Current now = current;
    long since = TimeUnit.NANOSECONDS.toMillis(now.sinceNanos());
    return now.table()
        .find(host)
        .<RouteLookup>map(route -> new RouteLookup.Found(route, since, HitLevel.SOURCE))
        .orElseGet(() -> new RouteLookup.Unknown(since, HitLevel.SOURCE));
  }

  @Override
  public boolean canFail() {
    return false;
  }

  /// Reads the file again whether it changed or not, and takes it over if it can be used. Blocks
  /// until it is done.
  public Load reload() {
    loading.lock();
    try {
      long began = nanoTime.getAsLong();
      FileMark before = FileMark.of(file);
      Load load = load(before);
      if (FileMark.of(file).equals(before)) {
        takeOver(load, began);
      } else {
        load =
            new Load.Refused(List.of(file + ": was written while it was read; it is read again"));
        LOG.info("{} was written while it was read; it is read again", file);
      }
      afterLoad.accept(load);
      return load;
    } finally {
      loading.unlock();
    }
  }

  private void takeOver(Load load, long began) {
    switch (load) {
      case Load.Loaded(RouteTable table) -> {
        current = new Current(table, nanoTime.getAsLong());
        outdated = false;
        takenOver.incrementAndGet();
        logTakenOver(file, current, began);
      }
      case Load.Refused(List<String> problems) -> {
        outdated = true;
        refused.incrementAndGet();
        LOG.warn(
            "the routes file is refused, {} routes read earlier stay: {}",
            current.table().size(),
            String.join("; ", problems));
      }
    }
  }

  /// One reader only: the event loops need the other cores.
  private Load load(FileMark before) {
    if (before.bytes() == 0 && current.table().size() > 0) {
      return new Load.Refused(
          List.of(file + ": is empty; if no route at all is wanted, write an empty line"));
    }
    return RoutesFile.load(file, limits, 1);
  }

  /// The table that answers now.
  public RouteTable table() {
    return current.table();
  }

  /// How often a changed file was taken over.
  public long takenOver() {
    return takenOver.get();
  }

  /// How often a changed file was refused.
  public long refused() {
    return refused.get();
  }

  /// Whether the file was refused when it was last read, so that the table is older than it.
  public boolean isOutdated() {
    return outdated;
  }

  /// Stops watching; the table goes on answering.
  @Override
  public void close() {
    watch.close();
  }

  private static void logTakenOver(Path file, Current now, long began) {
    LOG.info(
        "took over {}: {} routes in {} ms",
        file,
        now.table().size(),
        TimeUnit.NANOSECONDS.toMillis(now.sinceNanos() - began));
  }
}
