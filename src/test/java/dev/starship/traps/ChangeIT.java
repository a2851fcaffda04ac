package dev.starship.traps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.Eventually;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// What changes at the API takes effect: in time without the change feed, at once with it.
@ParameterizedClass
@ValueSource(strings = {Balancer.EPOLL, Balancer.NIO})
class ChangeIT {
  private static final String LONG_LIVES = "ttl: 1h, negativeTtl: 1h, freshWait: 20s";

  private ScriptedApi api;
  private Cluster alpha;
  private Cluster beta;

  private final String transport;

  ChangeIT(String transport) {
    this.transport = transport;
  }

  @BeforeEach
  void startApiAndClusters() throws Exception {
    api = new ScriptedApi();
    alpha = new Cluster("alpha");
    beta = new Cluster("beta");
    api.on("a.com", Reaction.to(alpha));
  }

  @AfterEach
  void stop() throws Exception {
    api.close();
    alpha.close();
    beta.close();
  }

  @Test
  void aNewHostWorksOnceItsNegativeAnswerHasExpired() throws Exception {
    try (Balancer balancer = Balancer.start(transport, api.routes("ttl: 1h, negativeTtl: 300ms"))) {
      assertThat(balancer.visit("new.com")).isEqualTo("alert 112 by source");
      api.on("new.com", Reaction.to(alpha));
      Eventually.sees(
          "it works", () -> balancer.visit("new.com"), said -> said.startsWith("alpha"));
      assertThat(api.questions("new.com")).isEqualTo(2);
    }
  }

  @Test
  void aNewHostWorksAtOnceWhenTheFeedTells() throws Exception {
    try (Balancer balancer = Balancer.start(transport, api.routesWithFeed(LONG_LIVES))) {
      hearTheFeed(balancer);
      assertThat(balancer.visit("new.com")).isEqualTo("alert 112 by source");
      api.on("new.com", Reaction.to(alpha));
      assertThat(balancer.visit("new.com")).isEqualTo("alert 112 by negative");

      tell(balancer, "change", "{\"host\":\"new.com\"}", 1);
      assertThat(balancer.visit("new.com")).isEqualTo("alpha by source");
    }
  }

  @Test
  void aMovedHostGoesToItsNewClusterAtOnceWhenTheFeedTells() throws Exception {
    try (Balancer balancer = Balancer.start(transport, api.routesWithFeed(LONG_LIVES))) {
      hearTheFeed(balancer);
      assertThat(balancer.visit("a.com")).isEqualTo("alpha by source");
      api.on("a.com", Reaction.to(beta));
      assertThat(balancer.visit("a.com")).isEqualTo("alpha by l1");

      tell(balancer, "change", "{\"host\":\"a.com\"}", 1);
      assertThat(balancer.visit("a.com")).isEqualTo("beta by source");
    }
  }

  @Test
  void aDeletedHostIsUnknownAtOnceWhenTheFeedTells() throws Exception {
    try (Balancer balancer = Balancer.start(transport, api.routesWithFeed(LONG_LIVES))) {
      hearTheFeed(balancer);
      assertThat(balancer.visit("a.com")).isEqualTo("alpha by source");
      api.on("a.com", Reaction.UNKNOWN);
      tell(balancer, "change", "{\"host\":\"a.com\"}", 1);
      assertThat(balancer.visit("a.com")).isEqualTo("alert 112 by source");
    }
  }

  @Test
  void aChangeOfAWildcardReachesEveryDeeperHost() throws Exception {
    api.onAll(Reaction.to(alpha));
    try (Balancer balancer = Balancer.start(transport, api.routesWithFeed(LONG_LIVES))) {
      hearTheFeed(balancer);
      List<String> hosts = List.of("x.shop.com", "y.z.shop.com", "other.com");
      assertThat(Crowd.visit(balancer, hosts)).containsOnly("alpha by source");
      api.onAll(Reaction.to(beta));
      tell(balancer, "change", "{\"host\":\"*.shop.com\"}", 1);
      assertThat(Crowd.visit(balancer, hosts))
          .containsExactly("beta by source", "beta by source", "alpha by l1");
    }
  }

  @Test
  void purgedAnswersAreNeverUsedAgain() throws Exception {
    try (Balancer balancer = Balancer.start(transport, api.routesWithFeed(LONG_LIVES))) {
      hearTheFeed(balancer);
      assertThat(balancer.visit("a.com")).isEqualTo("alpha by source");
      api.onAll(Reaction.answer(500, ""));
      tell(balancer, "purge", "", 1);
      assertThat(balancer.visit("a.com")).isEqualTo("alert 80 by lookup_unavailable");

      api.onAll(Reaction.to(beta));
      tell(balancer, "purge", "", 2);
      assertThat(balancer.visit("a.com")).isEqualTo("beta by source");
    }
  }

  @Test
  void afterAResetEveryAnswerIsConfirmedBeforeUseButStandsInForAnApiThatIsDown() throws Exception {
    try (Balancer balancer = Balancer.start(transport, api.routesWithFeed(LONG_LIVES))) {
      hearTheFeed(balancer);
      assertThat(balancer.visit("a.com")).isEqualTo("alpha by source");
      api.onAll(Reaction.answer(500, ""));
      tell(balancer, "reset", "", 1);
      assertThat(balancer.visit("a.com")).isEqualTo("alpha by stale");

      api.onAll(Reaction.to(beta));
      tell(balancer, "reset", "", 2);
      assertThat(balancer.visit("a.com")).isEqualTo("beta by source");
      assertThat(balancer.visit("a.com")).isEqualTo("beta by l1");
    }
  }

  @Test
  void aFeedThatBrokeIsContinuedAfterItsLastEventAndNothingIsLost() throws Exception {
    api.on("b.com", Reaction.to(alpha));
    try (Balancer balancer = Balancer.start(transport, api.routesWithFeed(LONG_LIVES))) {
      hearTheFeed(balancer);
      tell(balancer, "change", "{\"host\":\"other.com\"}", 41);
      assertThat(balancer.visit("a.com")).isEqualTo("alpha by source");
      assertThat(balancer.visit("b.com")).isEqualTo("alpha by source");
      api.feed().breakOff();
      api.on("a.com", Reaction.to(beta));
      Eventually.counts("listeners of the feed", 2, () -> api.feed().continuedAfter().size());
      assertThat(api.feed().continuedAfter()).containsExactly("", "41");

      tell(balancer, "change", "{\"host\":\"a.com\"}", 42);
      assertThat(balancer.visit("a.com")).isEqualTo("beta by source");
      assertThat(balancer.visit("b.com")).isEqualTo("alpha by l1");
    }
  }

  @Test
  void aFeedThatCannotBeContinuedMakesEveryAnswerBeConfirmed() throws Exception {
    try (Balancer balancer = Balancer.start(transport, api.routesWithFeed(LONG_LIVES))) {
      hearTheFeed(balancer);
      assertThat(balancer.visit("a.com")).isEqualTo("alpha by source");
      api.feed().breakOff();
      api.on("a.com", Reaction.to(beta));
      Eventually.counts(
          "resets, the feed being heard again", 2, () -> balancer.lookupEvents("reset"));
      awaitEffect(balancer);
      assertThat(balancer.visit("a.com")).isEqualTo("beta by source");
    }
  }

  /// The first connection counts as a reset, which a test must not run into.
  private void hearTheFeed(Balancer balancer) throws Exception {
    Eventually.counts("resets, the feed being heard", 1, () -> balancer.lookupEvents("reset"));
    awaitEffect(balancer);
  }

  /// Waits until what the feed has told takes effect. That comes after it is counted, but before
  /// the next event is.
  private void awaitEffect(Balancer balancer) throws Exception {
    long before = balancer.lookupEvents("change");
    api.feed().sendChange("nobody.example");
    Eventually.counts("changes, with the next", before + 1, () -> balancer.lookupEvents("change"));
  }

  /// Sends an event and waits until it takes effect.
  private void tell(Balancer balancer, String event, String data, int id) throws Exception {
    long before = balancer.lookupEvents(event);
    api.feed().send(event, data, id);
    Eventually.counts(event + " events", before + 1, () -> balancer.lookupEvents(event));
    awaitEffect(balancer);
  }
}
