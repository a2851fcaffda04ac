package dev.starship.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// Brings a proxy to the state in which it is measured: a load is run again and again until the
/// compilers of its JVM have come to rest, for their time would be charged to what is measured
/// next, and those of the load generator's own, for which everybody else would have to wait.
final class WarmUp {
  /// A good length of a run.
  static final double RUN_SECONDS = 2;

  /// What compilers at rest take at most, those of Starship's JVM of its CPU and those of the load
  /// generator's of the time; it is for code that is hardly ever used.
  private static final double AT_REST = 0.02;

  /// What both take of the time at most where single long waits are measured: each method that is
  /// compiled late makes some.
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

  /// What one run took, nanoseconds.
  private record Took(long time, long cpu, long compilers, long ownCompilers) {
    static Took upToNow(RunningProxy proxy) throws IOException {
      long cpu = proxy.cpuNanos();
      long own = ManagementFactory.getCompilationMXBean().getTotalCompilationTime();
      return new Took(
          System.nanoTime(), cpu, proxy.compilerNanos(), TimeUnit.MILLISECONDS.toNanos(own));
    }

    Took since(Took before) {
      return new Took(
          time - before.time,
          cpu - before.cpu,
          compilers - before.compilers,
          ownCompilers - before.ownCompilers);
    }

    boolean isAtRest() {
      return compilers < AT_REST * cpu && ownCompilers < AT_REST * time;
    }

    boolean isSilent() {
      return compilers + ownCompilers < SILENT * time;
    }
  }

  /// Runs `load` at least once, until compilers are no part of what it costs.
  static void of(RunningProxy proxy, Run load) throws IOException {
    run(proxy, load, Took::isAtRest, MOST_RUNS);
  }

  /// Runs `load` at least once, until compilers keep hardly anybody waiting.
  static void untilSilent(RunningProxy proxy, Run load) throws IOException {
    run(proxy, load, Took::isSilent, MOST_RUNS_TO_SILENCE);
  }

  private static void run(RunningProxy proxy, Run load, Predicate<Took> enough, int most)
      throws IOException {
    for (int i = 0; i < most; i++) {
      Took before = Took.upToNow(proxy);
      load.run();
      if (enough.test(Took.upToNow(proxy).since(before))) {
        return;
      }
    }
  }
}
