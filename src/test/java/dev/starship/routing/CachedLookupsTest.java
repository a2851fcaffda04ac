package dev.starship.routing;

import static dev.starship.routing.Lab.millis;
import static dev.starship.routing.Lab.seconds;
import static dev.starship.routing.Lab.text;
import static dev.starship.routing.ScriptedSource.DOWN;
import static dev.starship.routing.ScriptedSource.UNKNOWN;
import static dev.starship.routing.ScriptedSource.found;
import static dev.starship.routing.ScriptedSource.route;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.routing.SourceAnswer.Freshness;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// How long answers are kept, and who waits for a new one.
class CachedLookupsTest {
  private final Lab lab = new Lab();

  private static Freshness life(long seconds) {
    return new Freshness(seconds(seconds), null, null);
  }

  private static Freshness freshness(
      long life, @Nullable Duration staleWhileRevalidate, @Nullable Duration staleIfError) {
    return new Freshness(seconds(life), staleWhileRevalidate, staleIfError);
  }

  @Test
  void asksTheSourceForAHostItHasNeverHeardOf() {
    lab.source.says("a.com", found("pod-a"));
    assertThat(lab.text("a.com")).isEqualTo("source pod-a");
    assertThat(lab.source.questions()).containsExactly("a.com");
  }

  @Test
  void answersAFreshHostAtOnceAndSaysWhenTheSourceDid() {
    lab.source.says("a.com", found("pod-a"));
    lab.answer("a.com");
    lab.time.pass(seconds(7));
    List<RouteLookup> told = lab.ask("a.com");
    assertThat(told)
        .containsExactly(new RouteLookup.Found(route("pod-a"), lab.ago(seconds(7)), HitLevel.L1));
    assertThat(lab.source.questions()).hasSize(1);
  }

  @Test
  void remembersThatAHostIsUnknownForTheNegativeTtl() {
    assertThat(lab.text("x.com")).isEqualTo("unknown by source");
    lab.time.pass(millis(4_999));
    assertThat(lab.ask("x.com"))
        .containsExactly(new RouteLookup.Unknown(lab.ago(millis(4_999)), HitLevel.NEGATIVE));
    lab.time.pass(millis(1));
    lab.source.says("x.com", found("pod-x"));
    assertThat(lab.text("x.com")).isEqualTo("source pod-x");
    assertThat(lab.text("x.com")).isEqualTo("l1 pod-x");
  }

  @Test
  void remembersThatAHostIsUnknownForAsLongAsTheAnswerSays() {
    lab.source.says("x.com", new SourceAnswer.Unknown(true, life(60)));
    lab.answer("x.com");
    lab.time.pass(seconds(59));
    assertThat(lab.text("x.com")).isEqualTo("unknown by negative");
    lab.time.pass(seconds(1));
    assertThat(lab.text("x.com")).isEqualTo("unknown by source");
  }

  @Test
  void theRoutesTtlGoesBeforeTheHeadersAndTheyBeforeTheSettings() {
    lab.source.says("route.com", found(route("pod", seconds(10)), "", life(20)));
    lab.source.says("header.com", found(route("pod"), "", life(20)));
    lab.source.says("settings.com", found("pod"));
    for (String host : List.of("route.com", "header.com", "settings.com")) {
      lab.answer(host);
    }
    assertLives("route.com", 10);
    assertLives("header.com", 20);
    assertLives("settings.com", 30);
  }

  /// The host was confirmed just now, or time has passed up to less than its life.
  private void assertLives(String host, long seconds) {
    RouteLookup.Found found = (RouteLookup.Found) lab.answer(host);
    lab.time.pass(millis(found.confirmedAt() - lab.ago(seconds(seconds)) - 1));
    assertThat(text(lab.ask(host).getFirst())).isEqualTo("l1 pod");
    lab.time.pass(millis(1));
    assertThat(lab.ask(host)).isEmpty();
    // Leaves the source's answer to nobody: time goes on for the next host.
  }

  @Test
  void anExpiredHostIsAnsweredByTheSourceIfThatIsInTime() {
    lab.source.says("a.com", found("pod-a"));
    lab.answer("a.com");
    lab.source.says("a.com", found("pod-b"));
    lab.time.pass(seconds(30));
    List<RouteLookup> told = lab.ask("a.com");
    lab.time.pass(millis(199));
    assertThat(told).isEmpty();
    lab.time.run();
    assertThat(Lab.texts(told)).containsExactly("source pod-b");
  }

  @Test
  void anExpiredHostGetsTheOldAnswerOnceFreshWaitIsOver() {
    lab.source.says("a.com", found("pod-a"));
    lab.answer("a.com");
    lab.source.says("a.com", found("pod-b"));
    lab.time.pass(seconds(30));
    List<RouteLookup> first = lab.ask("a.com");
    lab.time.pass(millis(200));
    assertThat(first)
        .containsExactly(
            new RouteLookup.Found(route("pod-a"), lab.ago(millis(30_200)), HitLevel.STALE));
    List<RouteLookup> later = lab.ask("a.com");
    assertThat(Lab.texts(later)).as("who comes later waits no more").containsExactly("stale pod-a");
    lab.time.run();
    assertThat(first).hasSize(1);
    assertThat(lab.text("a.com")).isEqualTo("l1 pod-b");
    assertThat(lab.source.questions()).hasSize(2);
  }

  @Test
  void aHostNeverKnownWaitsForTheSourceHoweverLongThatTakes() {
    lab.source.says("a.com", found("pod-a"));
    List<RouteLookup> told = lab.ask("a.com");
    lab.time.pass(seconds(5));
    assertThat(told).isEmpty();
    lab.time.run();
    assertThat(Lab.texts(told)).containsExactly("source pod-a");
  }

  @Test
  void refreshesAheadInTheBackgroundOnce() {
    lab.source.says("a.com", found("pod-a"));
    lab.answer("a.com");
    lab.time.pass(millis(23_999));
    assertThat(lab.text("a.com")).isEqualTo("l1 pod-a");
    assertThat(lab.source.questions()).hasSize(1);
    lab.time.pass(millis(1));
    lab.source.says("a.com", found("pod-b"));
    assertThat(Lab.texts(lab.ask("a.com"))).containsExactly("l1 pod-a");
    assertThat(Lab.texts(lab.ask("a.com"))).containsExactly("l1 pod-a");
    lab.time.run();
    assertThat(lab.source.questions()).hasSize(2);
    assertThat(lab.count(LookupEvent.REFRESH)).isEqualTo(1);
    assertThat(lab.answer("a.com"))
        .isEqualTo(new RouteLookup.Found(route("pod-b"), lab.ago(Duration.ZERO), HitLevel.L1));
  }

  @Test
  void aRefreshThatFailsLeavesTheAnswerFresh() {
    lab.source.says("a.com", found("pod-a"));
    lab.answer("a.com");
    lab.source.says("a.com", DOWN);
    lab.time.pass(seconds(25));
    assertThat(lab.text("a.com")).isEqualTo("l1 pod-a");
    assertThat(lab.text("a.com")).as("within the back-off").isEqualTo("l1 pod-a");
    assertThat(lab.source.questions()).hasSize(2);
  }

  @Test
  void aTtlOfZeroAsksEveryTimeAndStillServesAsStale() {
    lab.source.says("a.com", found(route("pod-a", Duration.ZERO), "", life(20)));
    assertThat(lab.text("a.com")).isEqualTo("source pod-a");
    assertThat(lab.text("a.com")).isEqualTo("source pod-a");
    assertThat(lab.source.questions()).hasSize(2);
    lab.source.says("a.com", DOWN);
    assertThat(lab.text("a.com")).isEqualTo("stale pod-a");
  }

  @Test
  void sessionsThatAskAtOnceForATtlOfZeroShareAQuestion() {
    lab.source.says("a.com", found(route("pod-a", Duration.ZERO), "", Freshness.UNSAID));
    List<RouteLookup> first = lab.ask("a.com");
    List<RouteLookup> second = lab.ask("a.com");
    lab.time.run();
    assertThat(lab.source.questions()).hasSize(1);
    assertThat(Lab.texts(first)).isEqualTo(Lab.texts(second)).containsExactly("source pod-a");
  }

  @Test
  void unchangedRenewsTheLife() {
    lab.source.says("a.com", found(route("pod-a"), "\"tag\"", Freshness.UNSAID));
    lab.answer("a.com");
    lab.source.says("a.com", new SourceAnswer.Unchanged(life(100)));
    lab.time.pass(seconds(30));
    assertThat(lab.text("a.com")).isEqualTo("source pod-a");
    assertThat(lab.source.questions()).containsExactly("a.com", "a.com\"tag\"");
    lab.time.pass(seconds(79));
    assertThat(lab.text("a.com")).isEqualTo("l1 pod-a");
    assertThat(lab.source.questions()).hasSize(2);
  }

  @Test
  void unchangedThatSaysNothingOfItsLifeLivesAsLongAsBefore() {
    Freshness hundred = freshness(100, seconds(7), seconds(50));
    lab.source.says("a.com", found(route("pod-a"), "tag", hundred));
    lab.answer("a.com");
    lab.source.says("a.com", new SourceAnswer.Unchanged(Freshness.UNSAID));
    lab.time.pass(seconds(110));
    assertThat(lab.text("a.com")).isEqualTo("source pod-a");
    lab.source.says("a.com", ScriptedSource.DOWN);
    lab.time.pass(seconds(99));
    assertThat(lab.text("a.com")).isEqualTo("l1 pod-a");
    lab.time.pass(seconds(7));
    assertThat(Lab.texts(lab.ask("a.com"))).containsExactly("stale pod-a");
    lab.time.run();
    lab.time.pass(seconds(43));
    assertThat(lab.text("a.com")).isEqualTo("stale pod-a");
    lab.time.pass(seconds(1));
    assertThat(lab.answer("a.com")).isInstanceOf(RouteLookup.Unavailable.class);
  }

  @Test
  void unchangedWithoutAnEarlierAnswerIsAFailure() {
    lab.source.says("a.com", new SourceAnswer.Unchanged(Freshness.UNSAID));
    assertThat(lab.answer("a.com")).isInstanceOf(RouteLookup.Unavailable.class);
  }

  @Test
  void staleWhileRevalidateIsServedAtOnceAndAskedForInTheBackground() {
    lab.source.says("a.com", found(route("pod-a"), "", freshness(10, seconds(5), null)));
    lab.answer("a.com");
    lab.source.says("a.com", found("pod-b"));
    lab.time.pass(seconds(12));
    assertThat(Lab.texts(lab.ask("a.com"))).containsExactly("stale pod-a");
    lab.time.run();
    assertThat(lab.text("a.com")).isEqualTo("l1 pod-b");
  }

  @Test
  void staleWhileRevalidateEnds() {
    lab.source.says("a.com", found(route("pod-a"), "", freshness(10, seconds(5), null)));
    lab.answer("a.com");
    lab.time.pass(seconds(15));
    assertThat(lab.ask("a.com")).isEmpty();
  }

  @Test
  void anUnknownHostIsForgotten() {
    lab.source.says("a.com", found("pod-a"));
    lab.answer("a.com");
    lab.source.says("a.com", UNKNOWN);
    lab.time.pass(seconds(30));
    assertThat(lab.text("a.com")).isEqualTo("unknown by source");
    assertThat(lab.text("a.com")).isEqualTo("unknown by negative");
    lab.source.says("a.com", DOWN);
    lab.time.pass(seconds(5));
    assertThat(lab.text("a.com")).isEqualTo("unavailable: connection refused");
  }

  @Test
  void floodsOfInventedHostsDoNotEvictTheKnown() {
    var small = new Lab(Lab.settings(seconds(30), seconds(60), 100), LookupLimits.DEFAULT);
    for (int i = 0; i < 100; i++) {
      small.source.says("known" + i + ".com", found("pod"));
      small.answer("known" + i + ".com");
    }
    for (int i = 0; i < 10_000; i++) {
      small.answer("invented" + i + ".com");
    }
    for (int i = 0; i < 100; i++) {
      assertThat(small.text("known" + i + ".com")).isEqualTo("l1 pod");
    }
  }

  @Test
  void remembersAtMostMaxHostsAndCountsWhoHadToGo() {
    var small = new Lab(Lab.settings(seconds(30), seconds(60), 10), LookupLimits.DEFAULT);
    small.source.saysToAll(found("pod"));
    for (int i = 0; i < 1_000; i++) {
      small.answer("host" + i + ".com");
    }
    assertThat(small.lookups.gauges().hits()).isEqualTo(10);
    assertThat(small.count(LookupEvent.HIT_EVICTED)).isEqualTo(990);
  }

  @Test
  void anUnknownHostIsOneOfTheMissesOnlyWhileItIsRemembered() {
    lab.source.says("y.com", new SourceAnswer.Unknown(true, life(60)));
    lab.answer("x.com");
    lab.answer("y.com");
    assertThat(lab.lookups.gauges().misses()).isEqualTo(2);
    lab.time.pass(seconds(10));
    assertThat(lab.lookups.gauges().misses()).isEqualTo(1);
    assertThat(lab.text("y.com")).isEqualTo("unknown by negative");
  }

  @Test
  void unknownHostsHaveToGoOnlyForMoreThanAreRememberedAtOnce() {
    var small = new Lab(CacheSettings.DEFAULT, Lab.misses(10));
    for (int i = 0; i < 200; i++) {
      small.answer("seldom" + i + ".com");
      small.time.passAndRun(seconds(1));
    }
    assertThat(small.count(LookupEvent.MISS_EVICTED)).isZero();
    small.time.passAndRun(seconds(10));
    for (int i = 0; i < 15; i++) {
      small.answer("flood" + i + ".com");
    }
    assertThat(small.count(LookupEvent.MISS_EVICTED)).isEqualTo(5);
    assertThat(small.lookups.gauges().misses()).isEqualTo(10);
  }

  @Test
  void countsAnswersByLevelAndQuestionsByOutcome() {
    lab.source.says("a.com", found("pod-a"));
    lab.answer("a.com");
    lab.answer("a.com");
    lab.answer("x.com");
    lab.answer("x.com");
    LookupCounters counters = lab.lookups.counters();
    assertThat(counters.answers(HitLevel.SOURCE)).isEqualTo(2);
    assertThat(counters.answers(HitLevel.L1)).isEqualTo(1);
    assertThat(counters.answers(HitLevel.NEGATIVE)).isEqualTo(1);
    assertThat(counters.outcomes(SourceOutcome.FOUND)).isEqualTo(1);
    assertThat(counters.outcomes(SourceOutcome.UNKNOWN)).isEqualTo(1);
    assertThat(counters.latencies()).containsExactly(2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    assertThat(counters.lastAnswer())
        .hasValueSatisfying(at -> assertThat(at.toEpochMilli()).isEqualTo(lab.time.wallMillis()));
    assertThat(counters.lastFailure()).isEmpty();
  }

  @Test
  void leavesNoAlarmBehind() {
    lab.source.says("a.com", found("pod-a"));
    lab.answer("a.com");
    lab.time.pass(seconds(30));
    lab.answer("a.com");
    assertThat(lab.time.alarms()).isZero();
  }
}
