package dev.starship.traps;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.Eventually;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// An API that takes questions and never answers holds up only who cannot be helped.
@ParameterizedClass
@ValueSource(strings = {Balancer.EPOLL, Balancer.NIO})
class HangIT {
  private static final int SLOW_HOSTS = 200;
  private static final int QUESTIONS_AT_ONCE = 256;

  private ScriptedApi api;
  private Cluster alpha;

  private final String transport;

  HangIT(String transport) {
    this.transport = transport;
  }

  @BeforeEach
  void startApiAndCluster() throws Exception {
    api = new ScriptedApi();
    alpha = new Cluster("alpha");
    api.onAll(Reaction.to(alpha));
  }

  @AfterEach
  void stop() throws Exception {
    api.close();
    alpha.close();
  }

  @Test
  void expiredHostsAreServedStaleWhileTheirQuestionsHang() throws Exception {
    List<String> expired = hosts("slow", SLOW_HOSTS);
    String askedEveryTime = alpha.route().replace("}", ",\"ttl\":0}");
    expired.forEach(host -> api.on(host, Reaction.answer(200, askedEveryTime)));
    try (Balancer balancer =
        Balancer.start(transport, api.routes("timeout: 600s", "freshWait: 200ms"))) {
      assertThat(Crowd.visit(balancer, expired)).containsOnly("alpha by source");
      List<String> fresh = hosts("fresh", 50);
      assertThat(Crowd.visit(balancer, fresh)).containsOnly("alpha by source");

      api.onAll(Reaction.HANG);
      assertThat(Crowd.visit(balancer, expired)).containsOnly("alpha by stale");
      Eventually.counts("questions that hang", SLOW_HOSTS, api::underWay);
      assertThat(Crowd.visit(balancer, fresh)).containsOnly("alpha by l1");
      assertThat(Crowd.visit(balancer, expired)).containsOnly("alpha by stale");
      assertThat(api.underWay()).isEqualTo(SLOW_HOSTS);
    }
  }

  @Test
  void onlySoManyQuestionsAreUnderWayAndWhoWaitsTooLongForAPlaceGetsAnError() throws Exception {
    int tooMany = 400;
    CountDownLatch answering = new CountDownLatch(1);
    api.onAll(Reaction.to(alpha).after(answering));
    try (Balancer balancer = Balancer.start(transport, api.routes(""));
        Crowd crowd = Crowd.of(balancer, hosts("cold", QUESTIONS_AT_ONCE + tooMany))) {
      Eventually.counts(
          "those that waited too long for a place",
          tooMany,
          () -> balancer.lookupEvents("queued_too_long"));
      Eventually.holds("the API has the questions", () -> api.underWay() >= QUESTIONS_AT_ONCE);
      assertThat(api.underWay()).isEqualTo(QUESTIONS_AT_ONCE);
      assertThat(balancer.metric("starship_lookups_under_way")).isEqualTo(QUESTIONS_AT_ONCE);

      answering.countDown();
      assertThat(crowd.replies().stream().collect(groupingBy(said -> said, counting())))
          .isEqualTo(
              Map.of(
                  "alpha by source",
                  (long) QUESTIONS_AT_ONCE,
                  "alert 80 by lookup_unavailable",
                  (long) tooMany));
    }
  }

  @Test
  void knownHostsAreAskedForBeforeAFloodOfHostsNeverKnown() throws Exception {
    String askedEveryTime = alpha.route().replace("}", ",\"ttl\":0}");
    api.on("known.com", Reaction.answer(200, askedEveryTime));
    try (Balancer balancer =
        Balancer.start(transport, api.routes("timeout: 1s", "freshWait: 20s"))) {
      Eventually.sees("it is known", () -> balancer.visit("known.com"), "alpha by source"::equals);
      api.onAll(Reaction.HANG);
      api.on("known.com", Reaction.answer(200, askedEveryTime));
      try (Crowd flood = Crowd.of(balancer, hosts("flood", 3 * QUESTIONS_AT_ONCE))) {
        Eventually.holds(
            "the flood waits for places",
            () -> balancer.metric("starship_lookups_queued") >= QUESTIONS_AT_ONCE);
        assertThat(balancer.visit("known.com")).isEqualTo("alpha by source");
        assertThat(flood.replies()).containsOnly("alert 80 by lookup_unavailable");
      }
    }
  }

  private static List<String> hosts(String name, int count) {
    return IntStream.range(0, count).mapToObj(i -> name + i + ".example.com").toList();
  }
}
