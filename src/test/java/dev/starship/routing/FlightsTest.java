package dev.starship.routing;

import static dev.starship.routing.Lab.millis;
import static dev.starship.routing.Lab.seconds;
import static dev.starship.routing.Lab.texts;
import static dev.starship.routing.ScriptedSource.DOWN;
import static dev.starship.routing.ScriptedSource.found;
import static dev.starship.routing.ScriptedSource.host;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// One question for everyone, and what happens when there are too many.
class FlightsTest {
  private static Lab lab(int underWay, int queued, int waitersPerHost) {
    return new Lab(CacheSettings.DEFAULT, Lab.limits(underWay, queued, waitersPerHost));
  }

  @Test
  void aThousandSessionsForAColdHostMakeOneQuestion() {
    Lab lab = new Lab();
    lab.source.says("a.com", found("pod-a"));
    var all = new ArrayList<List<RouteLookup>>();
    for (int i = 0; i < 1_000; i++) {
      all.add(lab.ask("a.com"));
    }
    lab.time.run();
    assertThat(lab.source.questions()).hasSize(1);
    assertThat(all).allSatisfy(told -> assertThat(texts(told)).containsExactly("source pod-a"));
    assertThat(lab.count(LookupEvent.COALESCED)).isEqualTo(999);
  }

  @Test
  void aThousandSessionsForAFailingHostMakeOneQuestion() {
    Lab lab = new Lab();
    lab.source.says("a.com", DOWN);
    var all = new ArrayList<List<RouteLookup>>();
    for (int i = 0; i < 1_000; i++) {
      all.add(lab.ask("a.com"));
    }
    lab.time.run();
    assertThat(lab.source.questions()).hasSize(1);
    assertThat(all)
        .allSatisfy(
            told -> assertThat(texts(told)).containsExactly("unavailable: connection refused"));
  }

  @Test
  void theExpiryOfABusyHostBlocksNobodyLongerThanFreshWait() {
    Lab lab = new Lab();
    lab.source.says("a.com", found("pod-a"));
    lab.answer("a.com");
    lab.time.pass(seconds(30));
    var all = new ArrayList<List<RouteLookup>>();
    for (int i = 0; i < 1_000; i++) {
      all.add(lab.ask("a.com"));
    }
    lab.time.pass(millis(200));
    assertThat(all).allSatisfy(told -> assertThat(texts(told)).containsExactly("stale pod-a"));
  }

  @Test
  void overTheLimitAQuestionWaitsForItsPlace() {
    Lab lab = lab(1, 1, 10);
    lab.source.saysToAll(found("pod"));
    List<RouteLookup> first = lab.ask("a.com");
    List<RouteLookup> second = lab.ask("b.com");
    assertThat(lab.lookups.gauges().underWay()).isEqualTo(1);
    assertThat(lab.lookups.gauges().queued()).isEqualTo(1);
    assertThat(lab.count(LookupEvent.QUEUED)).isEqualTo(1);
    lab.time.run();
    assertThat(texts(first)).containsExactly("source pod");
    assertThat(texts(second)).containsExactly("source pod");
    assertThat(lab.lookups.gauges().underWay()).isZero();
    assertThat(lab.lookups.gauges().queued()).isZero();
  }

  @Test
  void aHostNeverKnownIsUnavailableAtOnceWhenTheQueueIsFull() {
    Lab lab = lab(1, 1, 10);
    lab.source.saysToAll(found("pod"));
    lab.ask("a.com");
    lab.ask("b.com");
    assertThat(texts(lab.ask("c.com"))).containsExactly("unavailable: too many lookups under way");
    assertThat(lab.count(LookupEvent.QUEUE_FULL)).isEqualTo(1);
    lab.time.run();
    assertThat(lab.text("c.com")).as("no back-off follows").isEqualTo("source pod");
  }

  @Test
  void aKnownHostGetsItsOldAnswerAtOnceWhenTheQueueIsFull() {
    Lab lab = lab(1, 0, 10);
    lab.source.saysToAll(found("pod"));
    lab.answer("known.com");
    lab.time.pass(seconds(30));
    lab.ask("a.com");
    assertThat(texts(lab.ask("known.com"))).containsExactly("stale pod");
  }

  @Test
  void aQuestionThatWaitedTooLongForItsPlaceIsGivenUp() {
    Lab lab = lab(1, 1, 10);
    lab.source.saysToAll(found("pod"));
    lab.ask("a.com");
    List<RouteLookup> told = lab.ask("b.com");
    lab.time.pass(seconds(2).minusMillis(1));
    assertThat(told).isEmpty();
    lab.time.pass(millis(1));
    assertThat(texts(told)).containsExactly("unavailable: too many lookups under way");
    assertThat(lab.count(LookupEvent.QUEUED_TOO_LONG)).isEqualTo(1);
    lab.time.run();
    assertThat(told).hasSize(1);
    assertThat(lab.source.questions()).containsExactly("a.com");
  }

  @Test
  void aFloodOfInventedHostsDoesNotKeepTheKnownFromBeingAskedFor() {
    Lab lab = lab(1, 100, 10);
    lab.source.saysToAll(found("pod-a"));
    lab.answer("known.com");
    lab.time.pass(seconds(30));
    for (int i = 0; i < 500; i++) {
      lab.ask("invented" + i + ".com");
    }
    List<RouteLookup> told = lab.ask("known.com");
    lab.source.saysToAll(found("pod-b"));
    lab.time.run();
    assertThat(texts(told)).containsExactly("source pod-b");
    assertThat(lab.source.questions())
        .as("comes next, before the invented ones that wait")
        .startsWith("known.com", "invented0.com", "known.com", "invented1.com");
  }

  @Test
  void tooManySessionsForOneHostAreTurnedAway() {
    Lab lab = lab(1, 1, 2);
    lab.source.saysToAll(found("pod"));
    List<RouteLookup> first = lab.ask("a.com");
    List<RouteLookup> second = lab.ask("a.com");
    assertThat(texts(lab.ask("a.com")))
        .containsExactly("unavailable: too many sessions wait for this host");
    assertThat(lab.count(LookupEvent.WAITERS_FULL)).isEqualTo(1);
    lab.time.run();
    assertThat(texts(first)).isEqualTo(texts(second)).containsExactly("source pod");
  }

  @Test
  void aSessionThatThrowsCostsNoOtherItsAnswer() {
    Lab lab = new Lab();
    lab.source.says("a.com", found("pod-a"));
    lab.lookups.ask(
        host("a.com"),
        _ -> {
          throw new IllegalStateException("a bug");
        });
    List<RouteLookup> told = lab.ask("a.com");
    lab.time.run();
    assertThat(texts(told)).containsExactly("source pod-a");
    assertThat(lab.count(LookupEvent.CALLBACK_FAILED)).isEqualTo(1);
  }

  @Test
  void aSessionMayAskAgainWhileItIsTold() {
    Lab lab = new Lab();
    lab.source.says("a.com", found("pod-a"));
    var told = new ArrayList<RouteLookup>();
    lab.lookups.ask(host("a.com"), _ -> lab.lookups.ask(host("a.com"), told::add));
    lab.time.run();
    assertThat(texts(told)).containsExactly("l1 pod-a");
  }

  @Test
  void closingAnswersEveryoneWhoWaits() {
    Lab lab = new Lab();
    lab.source.saysToAll(found("pod"));
    lab.answer("known.com");
    lab.time.pass(seconds(30));
    List<RouteLookup> known = lab.ask("known.com");
    List<RouteLookup> cold = lab.ask("cold.com");
    lab.close();
    assertThat(texts(known)).containsExactly("stale pod");
    assertThat(texts(cold)).containsExactly("unavailable: Starship is stopping");
    lab.time.run();
    assertThat(known).hasSize(1);
    assertThat(cold).hasSize(1);
    assertThat(texts(lab.ask("later.com"))).containsExactly("unavailable: Starship is stopping");
  }
}
