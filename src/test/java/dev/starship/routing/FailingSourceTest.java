package dev.starship.routing;

import static dev.starship.routing.Lab.millis;
import static dev.starship.routing.Lab.seconds;
import static dev.starship.routing.ScriptedSource.DOWN;
import static dev.starship.routing.ScriptedSource.UNCERTAIN;
import static dev.starship.routing.ScriptedSource.UNKNOWN;
import static dev.starship.routing.ScriptedSource.found;
import static dev.starship.routing.ScriptedSource.route;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.OperatorLines;
import dev.starship.routing.SourceAnswer.Freshness;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// "There is no such host" and "it could not be found out" are different answers, whatever the
/// source does.
class FailingSourceTest {
  @RegisterExtension
  private final OperatorLines lines = new OperatorLines(SourceTrouble.class.getName());

  private final Lab lab = new Lab();

  /// `host` was known, has expired, and the source now says `answer`.
  private void expireAndSay(String host, SourceAnswer answer) {
    lab.source.says(host, found("pod-a"));
    lab.answer(host);
    lab.source.says(host, answer);
    lab.time.pass(seconds(30));
  }

  @Test
  void aFailureIsNeverCachedAsUnknown() {
    lab.source.says("a.com", DOWN);
    assertThat(lab.text("a.com")).isEqualTo("unavailable: connection refused");
    lab.source.says("a.com", found("pod-a"));
    lab.time.pass(millis(250));
    assertThat(lab.text("a.com")).isEqualTo("source pod-a");
  }

  /// Nothing else would tell an operator whose cache is empty, and whose clients get 404.
  @Test
  void theLogTellsOfUnknownThatMayBeNobodysAnswer() {
    lab.source.saysToAll(UNCERTAIN);
    assertThat(lab.answer("a.com")).isInstanceOf(RouteLookup.Unknown.class);
    assertThat(lines.told())
        .containsExactly(
            "the source of routes fails: something else than the source says that there is no such"
                + " host (host a.com)");
  }

  @Test
  void aKnownHostStaysKnownWhileTheSourceIsDown() {
    expireAndSay("a.com", DOWN);
    assertThat(lab.answer("a.com"))
        .isEqualTo(new RouteLookup.Found(route("pod-a"), lab.ago(seconds(30)), HitLevel.STALE));
  }

  @Test
  void anOldAnswerIsServedUpToStaleForAndNoLonger() {
    expireAndSay("a.com", DOWN);
    lab.time.pass(seconds(24 * 3600 - 30).minusMillis(1));
    assertThat(lab.text("a.com")).isEqualTo("stale pod-a");
    lab.time.pass(millis(1));
    assertThat(lab.text("a.com")).isEqualTo("unavailable: connection refused");
  }

  @Test
  void staleIfErrorOfTheAnswerGoesBeforeStaleFor() {
    var freshness = new Freshness(seconds(30), null, seconds(60));
    lab.source.says("a.com", found(route("pod-a"), "", freshness));
    lab.answer("a.com");
    lab.source.says("a.com", DOWN);
    lab.time.pass(seconds(90).minusMillis(1));
    assertThat(lab.text("a.com")).isEqualTo("stale pod-a");
    lab.time.pass(millis(1));
    assertThat(lab.text("a.com")).isEqualTo("unavailable: connection refused");
  }

  @Test
  void withoutStaleForAnExpiredAnswerIsNotUsed() {
    var strict = new Lab(Lab.settings(seconds(30), seconds(0), 10), LookupLimits.DEFAULT);
    strict.source.says("a.com", found("pod-a"));
    strict.answer("a.com");
    strict.source.says("a.com", DOWN);
    strict.time.pass(seconds(30));
    List<RouteLookup> told = strict.ask("a.com");
    strict.time.pass(seconds(1));
    assertThat(told).isEmpty();
    strict.time.run();
    assertThat(Lab.texts(told)).containsExactly("unavailable: connection refused");
  }

  @Test
  void aKnownHostThatFailsGoesBackToFreshWhenTheSourceRecovers() {
    expireAndSay("a.com", DOWN);
    lab.answer("a.com");
    lab.source.says("a.com", found("pod-b"));
    lab.time.pass(millis(250));
    assertThat(lab.text("a.com")).isEqualTo("source pod-b");
  }

  @Test
  void aFailedHostIsLeftAloneFor250MsDoublingTo2Seconds() {
    lab.source.says("a.com", DOWN);
    for (long backoff : new long[] {250, 500, 1_000, 2_000, 2_000}) {
      int questions = lab.source.questions().size();
      lab.answer("a.com");
      assertThat(lab.source.questions()).hasSize(questions + 1);
      lab.time.pass(millis(backoff - 1));
      assertThat(Lab.texts(lab.ask("a.com")))
          .as("at once")
          .containsExactly("unavailable: connection refused");
      lab.time.run();
      assertThat(lab.source.questions()).hasSize(questions + 1);
      lab.time.pass(millis(1));
    }
    assertThat(lab.count(LookupEvent.BACKED_OFF)).isEqualTo(5);
  }

  @Test
  void theBackOffGrowsTooWhereEachQuestionTakesLongToFail() {
    lab.source.says(
        "a.com",
        (_, _) -> {
          lab.time.pass(seconds(10));
          return DOWN;
        });
    for (long backoff : new long[] {250, 500, 1_000, 2_000, 2_000}) {
      lab.answer("a.com");
      int questions = lab.source.questions().size();
      lab.time.pass(millis(backoff - 1));
      lab.answer("a.com");
      assertThat(lab.source.questions()).as("within %s ms", backoff).hasSize(questions);
      lab.time.pass(millis(1));
    }
  }

  @Test
  void aFailureLongAgoIsForgotten() {
    lab.source.says("a.com", DOWN);
    lab.answer("a.com");
    lab.time.pass(millis(250));
    lab.answer("a.com");
    assertThat(lab.lookups.gauges().backoffs()).isEqualTo(1);
    lab.time.pass(seconds(60));
    assertThat(lab.lookups.gauges().backoffs()).isZero();
    lab.answer("a.com");
    lab.time.pass(millis(250));
    lab.source.says("a.com", found("pod-a"));
    assertThat(lab.text("a.com")).as("the doubling began anew").isEqualTo("source pod-a");
  }

  @Test
  void withinTheBackOffAKnownHostGetsItsOldAnswerAtOnce() {
    expireAndSay("a.com", DOWN);
    lab.answer("a.com");
    assertThat(Lab.texts(lab.ask("a.com"))).containsExactly("stale pod-a");
    assertThat(lab.source.questions()).hasSize(2);
  }

  @Test
  void anAnswerEndsTheBackOff() {
    lab.source.says("a.com", DOWN);
    lab.answer("a.com");
    lab.time.pass(millis(250));
    lab.answer("a.com");
    lab.time.pass(millis(500));
    lab.source.says("a.com", UNKNOWN);
    lab.answer("a.com");
    lab.time.pass(seconds(5));
    lab.source.says("a.com", DOWN);
    lab.answer("a.com");
    lab.time.pass(millis(250));
    lab.source.says("a.com", found("pod-a"));
    assertThat(lab.text("a.com")).as("the doubling began anew").isEqualTo("source pod-a");
  }

  @Test
  void oneHostsBackOffIsNotFeltByAnother() {
    lab.source.says("a.com", DOWN);
    lab.source.says("b.com", found("pod-b"));
    lab.answer("a.com");
    assertThat(lab.text("b.com")).isEqualTo("source pod-b");
  }

  @Test
  void a404OfSomethingElseMeansUnknownForAHostNeverKnown() {
    lab.source.says("x.com", UNCERTAIN);
    assertThat(lab.text("x.com")).isEqualTo("unknown by source");
    assertThat(lab.text("x.com")).isEqualTo("unknown by negative");
  }

  @Test
  void a404OfSomethingElseDoesNotSayHowLongTheHostStaysUnknown() {
    lab.source.says(
        "x.com", new SourceAnswer.Unknown(false, new Freshness(seconds(86_400), null, null)));
    lab.answer("x.com");
    lab.source.says("x.com", found("pod-a"));
    lab.time.pass(seconds(5));
    assertThat(lab.text("x.com")).isEqualTo("source pod-a");
  }

  @Test
  void a404OfSomethingElseIsAFailureForAKnownHost() {
    expireAndSay("a.com", UNCERTAIN);
    assertThat(lab.text("a.com")).isEqualTo("stale pod-a");
    assertThat(lab.source.questions()).hasSize(2);
    assertThat(lab.text("a.com")).as("backs off").isEqualTo("stale pod-a");
    assertThat(lab.source.questions()).hasSize(2);
  }

  @Test
  void a404OfSomethingElseNeverMakesAKnownHostUnknownEvenAfterStaleFor() {
    expireAndSay("a.com", UNCERTAIN);
    lab.time.pass(seconds(25 * 3600));
    assertThat(lab.answer("a.com")).isInstanceOf(RouteLookup.Unavailable.class);
  }

  @Test
  void aSourceThatThrowsIsAFailureAndNobodyWaitsForEver() {
    lab.source.says(
        "a.com",
        (_, _) -> {
          throw new IllegalStateException("a bug");
        });
    assertThat(lab.text("a.com"))
        .isEqualTo("unavailable: a fault in the source: IllegalStateException");
    assertThat(lab.lookups.gauges().underWay()).isZero();
  }

  /// As where a jar was replaced under the process.
  @Test
  void anErrorInTheSourceIsAFailureToo() {
    lab.source.says(
        "a.com",
        (_, _) -> {
          throw new NoClassDefFoundError("a class");
        });
    assertThat(lab.text("a.com"))
        .isEqualTo("unavailable: a fault in the source: NoClassDefFoundError");
    assertThat(lab.lookups.gauges().underWay()).isZero();
  }

  @Test
  void whereTheSystemHasNoThreadForAQuestionNobodyWaits() {
    lab.source.says("a.com", found("pod-a"));
    lab.time.refuseThreads(true);
    assertThat(Lab.texts(lab.ask("a.com")))
        .containsExactly("unavailable: a fault: OutOfMemoryError");
    assertThat(lab.lookups.gauges().underWay()).isZero();
    lab.time.refuseThreads(false);
    assertThat(lab.text("a.com")).isEqualTo("source pod-a");
  }

  @Test
  void nobodyWaitsEitherWhoseQuestionWaitedForItsPlace() {
    var small = new Lab(CacheSettings.DEFAULT, Lab.limits(1, 1_000, 10));
    small.source.saysToAll(found("pod"));
    List<RouteLookup> first = small.ask("a.com");
    var others = new ArrayList<RouteLookup>();
    for (int i = 0; i < 1_000; i++) {
      small.lookups.ask(ScriptedSource.host("host" + i), others::add);
    }
    small.time.refuseThreads(true);
    small.time.run();
    assertThat(Lab.texts(first)).containsExactly("source pod");
    assertThat(others).hasSize(1_000).allMatch(told -> told instanceof RouteLookup.Unavailable);
    assertThat(small.lookups.gauges().underWay()).isZero();
    assertThat(small.lookups.gauges().queued()).isZero();
  }

  @Test
  void aSourceThatHangsKeepsKnownHostsGoing() {
    lab.source.says("a.com", found("pod-a"));
    lab.answer("a.com");
    lab.time.pass(seconds(30));
    for (int i = 0; i < 10; i++) {
      List<RouteLookup> told = lab.ask("a.com");
      lab.time.pass(millis(200));
      assertThat(Lab.texts(told)).containsExactly("stale pod-a");
    }
    assertThat(lab.lookups.gauges().underWay()).isEqualTo(1);
  }

  @Test
  void countsFailuresAndWhenTheLastWas() {
    lab.source.says("a.com", DOWN);
    lab.answer("a.com");
    LookupCounters counters = lab.lookups.counters();
    assertThat(counters.outcomes(SourceOutcome.FAILED)).isEqualTo(1);
    assertThat(counters.events(LookupEvent.UNAVAILABLE)).isEqualTo(1);
    assertThat(counters.lastFailure()).isPresent();
    assertThat(counters.lastAnswer()).isEmpty();
    assertThat(lab.lookups.gauges().backoffs()).isEqualTo(1);
  }
}
