package dev.starship.bench;

import dev.starship.address.Host;
import dev.starship.routing.Action;
import dev.starship.routing.Backend;
import dev.starship.routing.CacheSettings;
import dev.starship.routing.CachedLookups;
import dev.starship.routing.Change;
import dev.starship.routing.LookupLimits;
import dev.starship.routing.Route;
import dev.starship.routing.RouteLimits;
import dev.starship.routing.RouteLookup;
import dev.starship.routing.RouteSource;
import dev.starship.routing.SnapshotLimits;
import dev.starship.routing.SourceAnswer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// Writes the snapshot of a Starship that remembers many hosts, by Starship's own cache, in a
/// process of its own: it takes more heap than the load generator has.
final class SnapshotOfMany {
  private static final CacheSettings DEFAULT = CacheSettings.DEFAULT;

  private SnapshotOfMany() {}

  /// Writes it.
  ///
  /// @param args the file, how many hosts, the port of the backend
  public static void main(String[] args) throws InterruptedException {
    int count = Integer.parseInt(args[1]);
    int wrong = fill(Path.of(args[0]), count, new Function(Integer.parseInt(args[2])));
    System.exit(wrong == 0 ? 0 : 1);
  }

  private static int fill(Path file, int count, RouteSource source) throws InterruptedException {
    CacheSettings settings =
        new CacheSettings(
            CacheSettings.LONGEST,
            DEFAULT.negativeTtl(),
            CacheSettings.LONGEST,
            DEFAULT.freshWait(),
            1,
            2 * count,
            file);
    LookupLimits limits = limits(2 * count);
    Semaphore underWay = new Semaphore(limits.underWay());
    AtomicInteger wrong = new AtomicInteger();
    try (CachedLookups cache = new CachedLookups(source, settings, limits)) {
      for (int i = 0; i < count; i++) {
        Host host = Host.parse(ManyHosts.name(i)).orElseThrow();
        underWay.acquire();
        cache.ask(
            host,
            lookup -> {
              if (!(lookup instanceof RouteLookup.Found)) {
                wrong.incrementAndGet();
              }
              underWay.release();
            });
      }
      underWay.acquire(limits.underWay());
    }
    return wrong.get();
  }

  /// The defaults, but room for all that wait to be written.
  private static LookupLimits limits(int pending) {
    LookupLimits limits = LookupLimits.DEFAULT;
    SnapshotLimits snapshot = limits.snapshot();
    return new LookupLimits(
        limits.underWay(),
        limits.queued(),
        limits.queuedFor(),
        limits.waitersPerHost(),
        limits.misses(),
        limits.backoffs(),
        limits.firstBackoff(),
        limits.longestBackoff(),
        limits.failuresInARow(),
        limits.questionsWhileFailing(),
        new SnapshotLimits(pending, snapshot.every(), snapshot.retry(), snapshot.validatorChars()));
  }

  /// Runs it in a process of its own.
  static void write(Path file, int count, int backendPort) throws IOException {
    Process writer =
        OtherJvm.running(
                SnapshotOfMany.class,
                "-XX:+UseParallelGC",
                file.toString(),
                String.valueOf(count),
                String.valueOf(backendPort))
            .inheritIO()
            .start();
    try {
      if (writer.waitFor() != 0) {
        throw new IOException("the snapshot of " + count + " hosts was not written");
      }
    } catch (InterruptedException stop) {
      writer.destroy();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", stop);
    }
  }

  /// What [ChangingApi] answers before any change.
  ///
  /// @param backendPort where every host's backend listens
  private record Function(int backendPort) implements RouteSource {
    @Override
    public SourceAnswer ask(Host host, String validator) {
      int number = ManyHosts.number(host.name());
      Backend backend = Backend.parse(ChangingApi.endpoint(number, 0, backendPort)).orElseThrow();
      Route route =
          new Route(
              ChangingApi.app(number),
              Action.FORWARD,
              List.of(backend),
              null,
              false,
              null,
              null,
              RouteLimits.NONE,
              null);
      return new SourceAnswer.Found(route, "", SourceAnswer.Freshness.UNSAID);
    }

    @Override
    public void onChange(Consumer<Change> listener) {
      // Nothing changes while it is written.
    }

    @Override
    public void close() {}
  }
}
