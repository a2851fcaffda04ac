package dev.starship.bench;

import java.io.IOException;

/// Brings a proxy to the state in which it is measured: a load is run again and again until the
/// compilers of the JVM have come to rest, for their time would be charged to what is measured
/// next. A proxy without a JVM is warm after one run.
final class WarmUp {
  /// A good length of a run.
  static final double RUN_SECONDS = 2;

  /// Of the time of a run; what is left is code that is hardly ever used.
  private static final double COMPILERS_AT_REST = 0.02;

  /// If they do not come to rest, the row is about that.
  private static final int MOST_RUNS = 15;

  private WarmUp() {}

  /// A load that takes about [#RUN_SECONDS].
  interface Run {
    /// Runs it.
    void run() throws IOException;
  }

  /// Runs `load` at least once.
  static void of(RunningProxy proxy, Run load) throws IOException {
    for (int i = 0; i < MOST_RUNS; i++) {
      long begun = System.nanoTime();
      long before = proxy.compilerNanos();
      load.run();
      long compiling = proxy.compilerNanos() - before;
      if (compiling < COMPILERS_AT_REST * (System.nanoTime() - begun)) {
        return;
      }
    }
  }
}
