package dev.starship.routing;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.starship.address.Host;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A lookup that memory answers costs no garbage, on the thread that asks.
class LookupAllocationTest {
  private static final int LOOKUPS = 100_000;

  /// Of the JVM's own doing, as when it compiles a method; the smallest object for each lookup
  /// would be 16 times as much.
  private static final long SLACK_BYTES = 100_000;

  private static final Duration LONG = Duration.ofDays(1);

  /// As many as fit: a cache that is at least half full also notes who is used.
  private static final List<Host> KNOWN =
      IntStream.range(0, 64).mapToObj(i -> ScriptedSource.host("host" + i + ".com")).toList();

  private static final List<Host> UNHEARD = List.of(ScriptedSource.host("nowhere.com"));

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final ScriptedSource source = new ScriptedSource();
  private final CachedLookups lookups =
      new CachedLookups(
          source,
          new CacheSettings(LONG, LONG, LONG, Duration.ZERO, 1, KNOWN.size(), null),
          LookupLimits.DEFAULT);
  private int answers;

  @BeforeEach
  void learn() throws InterruptedException {
    KNOWN.forEach(host -> source.says(host.name(), ScriptedSource.found("pod")));
    UNHEARD.forEach(host -> source.says(host.name(), ScriptedSource.UNKNOWN));
    var learned = new CountDownLatch(KNOWN.size() + UNHEARD.size());
    KNOWN.forEach(host -> lookups.ask(host, _ -> learned.countDown()));
    UNHEARD.forEach(host -> lookups.ask(host, _ -> learned.countDown()));
    learned.await();
  }

  @AfterEach
  void close() {
    lookups.close();
  }

  @Test
  void aKnownHostAllocatesNothing() {
    assertThat(allocatedAsking(KNOWN)).isLessThan(SLACK_BYTES);
    assertThat(lookups.counters().answers(HitLevel.L1)).isEqualTo(2 * LOOKUPS);
  }

  @Test
  void aHostKnownToBeNowhereAllocatesNothing() {
    assertThat(allocatedAsking(UNHEARD)).isLessThan(SLACK_BYTES);
    assertThat(lookups.counters().answers(HitLevel.NEGATIVE)).isEqualTo(2 * LOOKUPS);
  }

  /// The first half is for the JVM to load and compile what it needs.
  private long allocatedAsking(List<Host> hosts) {
    ask(hosts);
    long before = threads.getCurrentThreadAllocatedBytes();
    ask(hosts);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(answers).isEqualTo(2 * LOOKUPS);
    return allocated;
  }

  private void ask(List<Host> hosts) {
    // What a session is for lookups: it exists before it asks.
    Consumer<RouteLookup> session = this::answer;
    for (int i = 0; i < LOOKUPS; i++) {
      lookups.ask(hosts.get(i % hosts.size()), session);
    }
  }

  private void answer(RouteLookup lookup) {
    if (!(lookup instanceof RouteLookup.Unavailable)) {
      answers++;
    }
  }
}
