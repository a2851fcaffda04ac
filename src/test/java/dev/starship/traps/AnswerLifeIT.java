package dev.starship.traps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// How long an answer is used is the API's word where it gives one.
@ParameterizedClass
@ValueSource(strings = {Balancer.EPOLL, Balancer.NIO})
class AnswerLifeIT {
  private static final int VISITS = 5;

  private ScriptedApi api;
  private Cluster alpha;

  private final String transport;

  AnswerLifeIT(String transport) {
    this.transport = transport;
  }

  @BeforeEach
  void startApiAndCluster() throws Exception {
    api = new ScriptedApi();
    alpha = new Cluster("alpha");
  }

  @AfterEach
  void stop() throws Exception {
    api.close();
    alpha.close();
  }

  @Test
  void anExpiredAnswerIsConfirmedByItsTag() throws Exception {
    api.on(
        "a.com",
        exchange -> {
          boolean known = exchange.getRequestHeaders().containsKey("If-None-Match");
          (known ? Reaction.answer(304, "") : Reaction.to(alpha, "ETag", "\"v1\"")).to(exchange);
        });
    try (Balancer balancer = start("ttl: 0s")) {
      visitAll(balancer, "alpha by source");
      assertThat(api.questions("a.com")).isEqualTo(VISITS);
      assertThat(api.validators()).hasSize(VISITS - 1).containsOnly("\"v1\"");
      String source = ",source=\"" + api.origin() + "\"}";
      assertThat(balancer.metric("starship_source_answers_total{outcome=\"unchanged\"" + source))
          .isEqualTo(VISITS - 1);
    }
  }

  @Test
  void aRouteWithTtlZeroIsAskedForEveryTime() throws Exception {
    String route = alpha.route().replace("}", ",\"ttl\":0}");
    api.on("a.com", Reaction.answer(200, route, "Cache-Control", "max-age=3600"));
    try (Balancer balancer = start("ttl: 1h")) {
      visitAll(balancer, "alpha by source");
      assertThat(api.questions("a.com")).isEqualTo(VISITS);
    }
  }

  @Test
  void whatFrameworksSendAgainstCachingDoesNotSwitchTheCacheOff() throws Exception {
    String usual = "no-store, no-cache, private, max-age=0, must-revalidate";
    api.on("a.com", Reaction.to(alpha, "Cache-Control", usual));
    try (Balancer balancer = start("ttl: 1h")) {
      assertThat(balancer.visit("a.com")).isEqualTo("alpha by source");
      visitAll(balancer, "alpha by l1");
      assertThat(api.questions("a.com")).isEqualTo(1);
    }
  }

  @Test
  void aLongMaxAgeGoesBeforeAShortTtl() throws Exception {
    api.on("a.com", Reaction.to(alpha, "Cache-Control", "max-age=3600"));
    try (Balancer balancer = start("ttl: 0s")) {
      assertThat(balancer.visit("a.com")).isEqualTo("alpha by source");
      visitAll(balancer, "alpha by l1");
    }
  }

  @Test
  void aShortMaxAgeGoesBeforeALongTtl() throws Exception {
    api.on("a.com", Reaction.to(alpha, "Cache-Control", "max-age=1"));
    try (Balancer balancer = start("ttl: 1h, refreshAhead: 100%")) {
      assertThat(balancer.visit("a.com")).isEqualTo("alpha by source");
      Eventually.sees(
          "it is asked for again", () -> balancer.visit("a.com"), "alpha by source"::equals);
      assertThat(api.questions("a.com")).isEqualTo(2);
    }
  }

  @Test
  void maxAgeOfAnUnknownHostGoesBeforeTheNegativeTtl() throws Exception {
    api.on("new.com", Reaction.answer(404, "{}", "Cache-Control", "max-age=3600"));
    try (Balancer balancer = start("negativeTtl: 0s")) {
      assertThat(balancer.visit("new.com")).isEqualTo("alert 112 by source");
      assertThat(balancer.visit("new.com")).isEqualTo("alert 112 by negative");
    }
  }

  @Test
  void aRefreshAheadOfTheEndMakesNobodyWait() throws Exception {
    api.on("a.com", Reaction.to(alpha));
    try (Balancer balancer = start("ttl: 60s, refreshAhead: 1%")) {
      assertThat(balancer.visit("a.com")).isEqualTo("alpha by source");
      api.on("a.com", Reaction.HANG);
      Eventually.holds(
          "the refresh is under way, and nobody waits for it",
          () -> {
            assertThat(balancer.visit("a.com")).isEqualTo("alpha by l1");
            return api.underWay() == 1;
          });
      visitAll(balancer, "alpha by l1");
      assertThat(api.questions("a.com")).isEqualTo(2);
    }
  }

  @Test
  void whileItIsRevalidatedAnAnswerIsUsedIfItSaysSo() throws Exception {
    api.on("a.com", Reaction.to(alpha, "Cache-Control", "max-age=1, stale-while-revalidate=3600"));
    try (Balancer balancer = start("refreshAhead: 100%, freshWait: 20s")) {
      assertThat(balancer.visit("a.com")).isEqualTo("alpha by source");
      api.on("a.com", Reaction.HANG);
      Eventually.sees("it has expired", () -> balancer.visit("a.com"), "alpha by stale"::equals);
      visitAll(balancer, "alpha by stale");
      assertThat(api.questions("a.com")).isEqualTo(2);
    }
  }

  private Balancer start(String cache) throws Exception {
    // Long enough that an answer on loopback is never too late on a machine that is busy.
    String wait = cache.contains("freshWait") ? "" : ", freshWait: 20s";
    return Balancer.start(transport, api.routes(cache + wait));
  }

  private static void visitAll(Balancer balancer, String expected) throws Exception {
    for (int i = 0; i < VISITS; i++) {
      assertThat(balancer.visit("a.com")).isEqualTo(expected);
    }
  }
}
