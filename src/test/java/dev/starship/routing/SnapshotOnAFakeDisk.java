package dev.starship.routing;

import static dev.starship.routing.ScriptedSource.found;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/// What tests of a snapshot share whose disk does what they say.
abstract class SnapshotOnAFakeDisk {
  @TempDir Path folder;
  final FakeDisk disk = new FakeDisk();

  final Lab start() {
    return start(SnapshotLimits.DEFAULT);
  }

  final Lab start(SnapshotLimits limits) {
    return new Lab(Lab.remembering(folder.resolve("routes")), Lab.limits(limits), disk);
  }

  /// The disk has what a process left that knew these hosts.
  final void leave(String... hosts) {
    try (Lab before = start()) {
      for (String host : hosts) {
        learn(before, host, "pod-a");
      }
    }
  }

  static void learn(Lab lab, String host, String backend) {
    lab.source.says(host, found(backend));
    lab.answer(host);
  }
}
