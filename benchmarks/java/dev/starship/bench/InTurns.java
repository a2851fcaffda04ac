package dev.starship.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// New connections of several kinds, measured in short turns, there and back again: a slow moment
/// of the machine is everybody's, and so is what gets slowly better or worse.
final class InTurns {
  private static final int PASSES = 4;

  private InTurns() {}

  /// Connections of one kind.
  ///
  /// @param proxy whose CPU they cost
  record Kind(RunningProxy proxy, Connecting connecting) {
    /// Makes such connections.
    interface Connecting {
      /// Makes as many as go in `seconds`, and counts them.
      long connect(double seconds) throws IOException;
    }
  }

  /// CPU for a connection of each kind, microseconds, once all are warm.
  ///
  /// @param seconds of each kind in all
  static List<Double> cpu(List<Kind> kinds, double seconds) throws IOException {
    for (Kind kind : kinds) {
      WarmUp.of(kind.proxy(), () -> kind.connecting().connect(WarmUp.RUN_SECONDS));
    }
    double[] cpu = new double[kinds.size()];
    long[] count = new long[kinds.size()];
    for (int pass = 0; pass < PASSES; pass++) {
      for (int turn = 0; turn < kinds.size(); turn++) {
        int which = pass % 2 == 0 ? turn : kinds.size() - 1 - turn;
        Kind kind = kinds.get(which);
        long before = kind.proxy().cpuNanos();
        count[which] += kind.connecting().connect(seconds / PASSES);
        cpu[which] += kind.proxy().cpuNanos() - before;
      }
    }
    List<Double> micros = new ArrayList<>();
    for (int which = 0; which < kinds.size(); which++) {
      micros.add(cpu[which] / 1e3 / count[which]);
    }
    return micros;
  }
}
