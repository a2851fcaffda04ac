package dev.starship.traps;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.starship.Eventually;
import dev.starship.ending.Ending;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// Bad neighbours of every kind at once: a host at ten times its limit, thousands of clients that
/// open slowly, a flood of invented hosts and a storm of clients that are gone at once. Clients of
/// other hosts see none of it, the lookup API is left alone, memory keeps to its bound, and each
/// session is accounted for.
@ParameterizedClass
@ValueSource(strings = {Balancer.EPOLL, Balancer.NIO})
class NeighbourIT {
  /// Clients that open slowly, at the same time: as many as the limit on descriptors leaves room
  /// for, in this process and in the balancer's, which has two for each session it may have.
  private static final int SLOW = (int) Math.min(5_000, descriptors() / 4);

  private static final int HOST_LIMIT = 20;
  private static final int ALLOWED_UNKNOWN = 20;

  /// What comes back to a client in ten minutes, which no noise here takes: far less than it asks
  /// for.
  private static final int COMES_BACK = 10 * ALLOWED_UNKNOWN;

  private static final int QUIET_HOSTS = 8;

  /// What sessions in their opening may cost (docs/limits.md): `prereadMemory`, and 4 KiB each.
  private static final long PREREAD_MEMORY = 1 << 20;

  private static final long OPENING_BYTES = 4 << 10;

  /// For an idle session itself, its socket and its places, with slack for what else a JVM keeps.
  private static final long SESSION_BYTES = 4 << 10;

  /// 64 MiB of buffers and 48 MiB of pipes for each of two event loops (docs/limits.md).
  private static final long RELAY_MEMORY = 2 * (64L + 48) << 20;

  private static final Set<Ending> EXPECTED =
      Set.of(
          Ending.COMPLETED,
          Ending.HOST_OVER_LIMIT,
          Ending.UNKNOWN_HOST,
          Ending.CLIENT_OVER_LIMIT,
          Ending.OPENING_TIMEOUT,
          Ending.PREREAD_TIMEOUT,
          Ending.CLIENT_CLOSED_EARLY,
          Ending.CLIENT_RESET,
          Ending.SILENT);

  @TempDir Path folder;

  private final String transport;

  NeighbourIT(String transport) {
    this.transport = transport;
  }

  private static long descriptors() {
    return ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class)
        .getMaxFileDescriptorCount();
  }

  @Test
  void clientsOfOtherHostsSeeNothingOfIt() throws Exception {
    List<String> quiet =
        IntStream.range(0, QUIET_HOSTS).mapToObj(i -> "quiet" + i + ".example.com").toList();
    try (ScriptedApi api = new ScriptedApi();
        Cluster alpha = new Cluster("alpha");
        Cluster beta = new Cluster("beta")) {
      quiet.forEach(host -> api.on(host, Reaction.to(alpha)));
      api.on(Noise.HOST, Reaction.answer(200, limited(beta)));
      String limits =
          "{ unknownHostsPerClient: %d, prereadMemory: 1MiB }".formatted(ALLOWED_UNKNOWN);
      try (ChildBalancer child =
              ChildBalancer.start(
                  folder, transport, api.routes("ttl: 1h, negativeTtl: 1h"), limits);
          ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
          // Closed first, which lets the clients go, also when the test fails.
          Noise noise = new Noise(child.balancer().address())) {
        assertThat(Crowd.visit(child.balancer(), quiet)).containsOnly("alpha by source");
        noise.fill(HOST_LIMIT);
        long heapBefore = child.liveHeapBytes();
        List<Future<Integer>> visits = new ArrayList<>();
        noise.openSlowly(SLOW);
        quiet.forEach(host -> visits.add(clients.submit(visiting(child.balancer(), host, noise))));
        Eventually.holds("the slow ones are there", () -> isCrowded(child.balancer()));
        noise.flood();
        checkMemory(child, heapBefore);
        noise.end();
        int answered = QUIET_HOSTS;
        for (Future<Integer> visit : visits) {
          answered += visit.get();
        }
        Eventually.counts(
            "open sessions", 0, () -> child.balancer().metric("starship_sessions_open"));
        checkEndings(child.balancer(), noise, answered);
        checkQuestions(child.balancer(), api);
      }
    }
  }

  private static String limited(Cluster cluster) {
    return "{\"endpoint\": \"127.0.0.1:%d\", \"limits\": {\"sessions\": %d}}"
        .formatted(cluster.port(), HOST_LIMIT);
  }

  /// Visits a quiet host as long as there is noise; how often.
  private static Callable<Integer> visiting(Balancer balancer, String host, Noise noise) {
    return () -> {
      int answered = 0;
      while (!noise.isOver()) {
        assertThat(balancer.tls(host)).isEqualTo("alpha");
        answered++;
      }
      return answered;
    };
  }

  /// Whoever is ended comes back, so from then on most are there.
  private static boolean isCrowded(Balancer balancer) throws Exception {
    return balancer.metric("starship_sessions_open") > SLOW * 9 / 10;
  }

  private static void checkMemory(ChildBalancer child, long heapBefore) throws Exception {
    long openings = child.balancer().metric("starship_opening_memory_bytes");
    assertThat(openings).isBetween((long) SLOW / 4, PREREAD_MEMORY + SLOW * OPENING_BYTES);
    assertThat(child.balancer().metric("starship_relay_memory_bytes"))
        .isLessThanOrEqualTo(RELAY_MEMORY);
    assertThat(child.liveHeapBytes() - heapBefore)
        .isLessThan(PREREAD_MEMORY + SLOW * (OPENING_BYTES + SESSION_BYTES));
  }

  private static long ended(Balancer balancer, Ending ending) throws Exception {
    return balancer.metric("starship_sessions_total{ending=\"" + ending.code() + "\"}");
  }

  private static long refused(Balancer balancer, String limit) throws Exception {
    return balancer.metric("starship_limits_refused_total{limit=\"" + limit + "\"}");
  }

  private static void checkEndings(Balancer balancer, Noise noise, int quiet) throws Exception {
    long all = 0;
    Set<Ending> seen = new TreeSet<>();
    for (Ending ending : Ending.values()) {
      long count = ended(balancer, ending);
      all += count;
      if (count > 0) {
        seen.add(ending);
      }
    }
    assertThat(EXPECTED).containsAll(seen);
    assertThat(all)
        .isEqualTo(balancer.metric("starship_sessions_accepted_total"))
        .isEqualTo(quiet + HOST_LIMIT + noise.slow() + Noise.OVER + Noise.INVENTED + Noise.STORM);
    assertThat(ended(balancer, Ending.COMPLETED)).isEqualTo(quiet + HOST_LIMIT);
    assertThat(ended(balancer, Ending.HOST_OVER_LIMIT))
        .isEqualTo(refused(balancer, "host"))
        .isBetween((long) Noise.OVER, (long) Noise.OVER + Noise.STORM);
    assertThat(ended(balancer, Ending.CLIENT_OVER_LIMIT))
        .isEqualTo(refused(balancer, "unknown_hosts"))
        .isEqualTo(Noise.INVENTED - ended(balancer, Ending.UNKNOWN_HOST));
    assertThat(ended(balancer, Ending.OPENING_TIMEOUT)).isLessThanOrEqualTo(noise.slow());
  }

  /// No storm of lookups: each host that exists was asked for once, and invented ones as often as
  /// their client may, with what comes back to it and what was under way when it had none left.
  private static void checkQuestions(Balancer balancer, ScriptedApi api) throws Exception {
    long known = QUIET_HOSTS + 1;
    long most = ALLOWED_UNKNOWN + COMES_BACK + Noise.THREADS;
    assertThat(api.questions() - known)
        .isEqualTo(ended(balancer, Ending.UNKNOWN_HOST))
        .isBetween((long) ALLOWED_UNKNOWN, most);
  }
}
