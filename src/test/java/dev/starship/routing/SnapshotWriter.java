package dev.starship.routing;

import dev.starship.Eventually;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/// A process that looks ever more hosts up, and says how many of them the snapshot has. It ends
/// when the disk fails, or by being killed.
final class SnapshotWriter {
  static final int HOSTS_PER_LINE = 500;

  private SnapshotWriter() {}

  static String host(String domain, int number) {
    return "host" + number + "." + domain;
  }

  /// Runs until the disk fails.
  ///
  /// @param args the snapshot, and the domain of its hosts
  @SuppressWarnings("SystemOut")
  public static void main(String[] args) throws InterruptedException {
    var source = new ScriptedSource();
    source.saysToAll(ScriptedSource.found("pod"));
    var limits = Lab.limits(new SnapshotLimits(100_000, Lab.millis(50), Lab.seconds(10), 100));
    CacheSettings settings = Lab.remembering(Path.of(args[0]));
    try (var lookups = new CachedLookups(source, settings, limits)) {
      for (int hosts = 0; ; hosts += HOSTS_PER_LINE) {
        var told = new CountDownLatch(HOSTS_PER_LINE);
        for (int i = hosts; i < hosts + HOSTS_PER_LINE; i++) {
          lookups.ask(ScriptedSource.host(host(args[1], i)), _ -> told.countDown());
        }
        told.await();
        int wanted = hosts + HOSTS_PER_LINE;
        LookupCounters counters = lookups.counters();
        Eventually.holds(
            wanted + " hosts are written, or the disk fails",
            () ->
                counters.events(LookupEvent.SNAPSHOT_WRITTEN) >= wanted
                    || counters.events(LookupEvent.SNAPSHOT_FAILED) > 0);
        if (counters.events(LookupEvent.SNAPSHOT_FAILED) > 0) {
          return;
        }
        System.out.println(wanted);
      }
    }
  }
}
