package dev.starship.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/// Brings a proxy to the state in which it is measured: a load is run again and again until the
/// compilers of its JVM have come to rest, for their time would be charged to what is measured
/// next, and those of the load generator's own, for which everybody else would have to wait.
final class WarmUp {
  /// A good length of a run.
  static final double RUN_SECONDS = 2;

  /// What compilers at rest take of the time of a run, at most; it is for code that is hardly ever
  /// used.
  private static final double AT_REST = 0.02;

  /// The same where single long waits are measured: each method that is compiled late makes some.
  private static final double SILENT = 0.0015;

  /// If they do not come to rest, the row is about that.
  private static final int MOST_RUNS = 15;

  /// Two minutes. What is asked for seldom, as lookups are, goes on being compiled for longer.
  private static final int MOST_RUNS_TO_SILENCE = 60;

  private WarmUp() {}

  /// A load that takes about [#RUN_SECONDS].
  interface Run {
    /// Runs it.
    void run() throws IOException;
  }

  /// Runs `load` at least once, until compilers are no part of what it costs.
  static void of(RunningProxy proxy, Run load) throws IOException {
    run(proxy, load, AT_REST, MOST_RUNS);
  }

  /// Runs `load` at least once, until compilers keep hardly anybody waiting.
  static void untilSilent(RunningProxy proxy, Run load) throws IOException {
    run(proxy, load, SILENT, MOST_RUNS_TO_SILENCE);
  }

  private static void run(RunningProxy proxy, Run load, double share, int most) throws IOException {
    for (int i = 0; i < most; i++) {
      long begun = System.nanoTime();
      long before = compilerNanos(proxy);
      load.run();
      long compiling = compilerNanos(proxy) - before;
      if (compiling < share * (System.nanoTime() - begun)) {
        return;
      }
    }
  }

  private static long compilerNanos(RunningProxy proxy) throws IOException {
    long own = ManagementFactory.getCompilationMXBean().getTotalCompilationTime();
    return proxy.compilerNanos() + TimeUnit.MILLISECONDS.toNanos(own);
  }
}
