package dev.starship.routing;

import dev.starship.address.Host;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// A lookup that memory answers, over 4,096 hosts that fill the cache.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
public class CachedLookupBenchmark {
  private static final int HOSTS = 4_096;
  private static final Duration LONG = Duration.ofDays(1);

  private final List<Host> hosts =
      IntStream.range(0, HOSTS).mapToObj(i -> ScriptedSource.host("host" + i + ".com")).toList();
  private final CachedLookups lookups;
  private final Consumer<RouteLookup> session = this::answered;
  private int next;
  private @Nullable RouteLookup answer;

  /// Made by JMH.
  public CachedLookupBenchmark() {
    ScriptedSource source = new ScriptedSource();
    source.saysToAll(ScriptedSource.found("pod"));
    CacheSettings settings = new CacheSettings(LONG, LONG, LONG, Duration.ZERO, 1, HOSTS, null);
    lookups = new CachedLookups(source, settings, LookupLimits.DEFAULT);
  }

  /// Has each host asked for once.
  @Setup
  public void learn() throws InterruptedException {
    for (Host host : hosts) {
      var learned = new CountDownLatch(1);
      lookups.ask(host, _ -> learned.countDown());
      learned.await();
    }
  }

  /// Stops what the cache runs.
  @TearDown
  public void close() {
    lookups.close();
  }

  /// One lookup.
  @Benchmark
  public @Nullable RouteLookup known() {
    lookups.ask(hosts.get(next++ & (HOSTS - 1)), session);
    return answer;
  }

  private void answered(RouteLookup given) {
    answer = given;
  }
}
