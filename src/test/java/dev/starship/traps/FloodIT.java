package dev.starship.traps;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// A flood of invented hosts drives out nothing but itself.
@ParameterizedClass
@ValueSource(strings = {Balancer.EPOLL, Balancer.NIO})
class FloodIT {
  private static final int GOOD_HOSTS = 1_000;
  private static final int INVENTED_HOSTS = 20_000;
  private static final int CLIENTS = 32;
  private static final int ALLOWED = 100;

  /// What comes back to a client in ten minutes, which no flood here takes: far less than it asks
  /// for.
  private static final int COMES_BACK = 10 * ALLOWED;

  private final String transport;

  FloodIT(String transport) {
    this.transport = transport;
  }

  @Test
  void goodRoutesStayInMemoryHoweverManyHostsAreInvented() throws Exception {
    List<String> good =
        IntStream.range(0, GOOD_HOSTS).mapToObj(i -> "good" + i + ".example.com").toList();
    try (ScriptedApi api = new ScriptedApi();
        Cluster alpha = new Cluster("alpha");
        Balancer balancer =
            Balancer.start(
                transport, api.routes("ttl: 1h, negativeTtl: 1h, maxHosts: " + GOOD_HOSTS))) {
      good.forEach(host -> api.on(host, Reaction.to(alpha)));
      assertThat(new HashSet<>(visitInTurn(balancer, good))).containsExactly("alpha by source");

      flood(balancer);

      assertThat(api.questions()).isEqualTo(GOOD_HOSTS + INVENTED_HOSTS);
      assertThat(new HashSet<>(visitInTurn(balancer, good))).containsExactly("alpha by l1");
      assertThat(api.questions()).isEqualTo(GOOD_HOSTS + INVENTED_HOSTS);
      assertThat(balancer.metric("starship_cache_hosts")).isEqualTo(GOOD_HOSTS);
      assertThat(balancer.metric("starship_cache_misses")).isEqualTo(INVENTED_HOSTS);
      assertThat(balancer.lookupEvents("hit_evicted")).isZero();
    }
  }

  @Test
  void aClientThatInventsHostsGetsNoMoreLookupsAndStillEveryGoodHost() throws Exception {
    List<String> good =
        IntStream.range(0, CLIENTS).mapToObj(i -> "good" + i + ".example.com").toList();
    try (ScriptedApi api = new ScriptedApi();
        Cluster alpha = new Cluster("alpha");
        Balancer balancer =
            Balancer.startLimited(
                transport,
                api.routes("ttl: 1h, negativeTtl: 1h"),
                "{ unknownHostsPerClient: " + ALLOWED + " }")) {
      good.forEach(host -> api.on(host, Reaction.to(alpha)));
      assertThat(new HashSet<>(visitInTurn(balancer, good))).containsExactly("alpha by source");

      flood(balancer);

      // With what was under way when it had none left.
      assertThat(api.questions() - good.size()).isBetween(ALLOWED, ALLOWED + COMES_BACK + CLIENTS);
      assertThat(
              balancer.metric("starship_limits_refused_total{limit=\"unknown_hosts\"}")
                  + api.questions()
                  - good.size())
          .isEqualTo(INVENTED_HOSTS);
      assertThat(new HashSet<>(visitInTurn(balancer, good))).containsExactly("alpha by l1");
    }
  }

  private static List<String> visitInTurn(Balancer balancer, List<String> hosts) throws Exception {
    List<String> replies = new ArrayList<>();
    for (int from = 0; from < hosts.size(); from += CLIENTS) {
      int to = Math.min(hosts.size(), from + CLIENTS);
      replies.addAll(Crowd.visit(balancer, hosts.subList(from, to)));
    }
    return replies;
  }

  /// Each host once, and each unlike every other, as scanners do.
  private static void flood(Balancer balancer) throws Exception {
    Random random = new Random(7);
    List<String> invented =
        Stream.generate(() -> Long.toHexString(random.nextLong()) + ".example.net")
            .distinct()
            .limit(INVENTED_HOSTS)
            .toList();
    AtomicInteger next = new AtomicInteger();
    try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> runs =
          Stream.<Future<?>>generate(() ->
                  clients.submit(() -> {
                    for (int i = next.getAndIncrement();
                        i < INVENTED_HOSTS;
                        i = next.getAndIncrement()) {
                      assertThat(Client.tlsRefused(balancer.address(), invented.get(i))).isTrue();
                    }
                    return true;
                  }))
              .limit(CLIENTS)
              .toList();
      for (Future<?> run : runs) {
        run.get();
      }
    }
  }
}
