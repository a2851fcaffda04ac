package dev.starship.routing;

import static dev.starship.routing.Lab.millis;
import static dev.starship.routing.Lab.seconds;
import static dev.starship.routing.Lab.texts;
import static dev.starship.routing.ScriptedSource.DOWN;
import static dev.starship.routing.ScriptedSource.UNKNOWN;
import static dev.starship.routing.ScriptedSource.found;
import static dev.starship.routing.ScriptedSource.host;
import static dev.starship.routing.ScriptedSource.route;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.routing.Change.OfHost;
import dev.starship.routing.Change.Purge;
import dev.starship.routing.Change.Reset;
import dev.starship.routing.SourceAnswer.Freshness;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the change feed does to what is remembered.
class ChangesTest {
  private final Lab lab = new Lab();

  private void know(String host) {
    lab.source.says(host, found("pod-a"));
    lab.answer(host);
  }

  private void knowAlsoDuringRefresh(String host) {
    var freshness = new Freshness(seconds(30), seconds(3600), null);
    lab.source.says(host, found(route("pod-a"), "", freshness));
    lab.answer(host);
  }

  private static Change of(String host) {
    return new OfHost(host(host), false);
  }

  @Test
  void aChangedHostIsAskedForAgain() {
    know("a.com");
    lab.source.says("a.com", found("pod-b"));
    assertThat(lab.text("a.com")).isEqualTo("l1 pod-a");
    lab.source.tells(of("a.com"));
    assertThat(lab.text("a.com")).isEqualTo("source pod-b");
    assertThat(lab.text("a.com")).isEqualTo("l1 pod-b");
  }

  @Test
  void aChangeIsNotOverruledByStaleWhileRevalidate() {
    knowAlsoDuringRefresh("a.com");
    lab.source.says("a.com", found("pod-b"));
    lab.source.tells(of("a.com"));
    assertThat(lab.text("a.com")).isEqualTo("source pod-b");
  }

  @Test
  void aResetIsNotOverruledByStaleWhileRevalidate() {
    knowAlsoDuringRefresh("a.com");
    lab.source.says("a.com", found("pod-b"));
    lab.source.tells(new Reset());
    assertThat(lab.text("a.com")).isEqualTo("source pod-b");
  }

  @Test
  void afterAResetWhatMayBeUsedDuringRefreshIsUsableWhileTheSourceIsSlowOrFails() {
    knowAlsoDuringRefresh("a.com");
    lab.source.says("a.com", DOWN);
    lab.source.tells(new Reset());
    List<RouteLookup> told = lab.ask("a.com");
    assertThat(told).isEmpty();
    lab.time.pass(millis(200));
    assertThat(texts(told)).containsExactly("stale pod-a");
    lab.time.run();
    assertThat(lab.text("a.com")).isEqualTo("stale pod-a");
  }

  @Test
  void aChangedHostStillHasItsOldAnswerIfTheSourceFailsOrIsSlow() {
    know("a.com");
    lab.source.says("a.com", DOWN);
    lab.source.tells(of("a.com"));
    List<RouteLookup> told = lab.ask("a.com");
    lab.time.pass(millis(200));
    assertThat(texts(told)).containsExactly("stale pod-a");
    lab.time.run();
    assertThat(lab.text("a.com")).isEqualTo("stale pod-a");
  }

  @Test
  void aNewHostWorksAtOnce() {
    assertThat(lab.text("new.com")).isEqualTo("unknown by source");
    lab.source.says("new.com", found("pod-a"));
    assertThat(lab.text("new.com")).isEqualTo("unknown by negative");
    lab.source.tells(of("new.com"));
    assertThat(lab.text("new.com")).isEqualTo("source pod-a");
  }

  @Test
  void aChangeEndsTheBackOff() {
    lab.source.says("a.com", DOWN);
    lab.answer("a.com");
    lab.source.says("a.com", found("pod-a"));
    lab.source.tells(of("a.com"));
    assertThat(lab.text("a.com")).isEqualTo("source pod-a");
  }

  @Test
  void aChangeOfOneHostIsNotFeltByAnother() {
    know("a.com");
    know("b.com");
    know("www.a.com");
    lab.source.tells(of("a.com"));
    assertThat(lab.text("b.com")).isEqualTo("l1 pod-a");
    assertThat(lab.text("www.a.com")).isEqualTo("l1 pod-a");
  }

  @ParameterizedTest
  @CsvSource({
    "shop.com, true",
    "www.shop.com, true",
    "a.b.shop.com, true",
    "com, false",
    "myshop.com, false",
    "shop.com.au, false",
    "op.com, false"
  })
  void aChangedWildcardMeansEveryDeeperHost(String host, boolean meant) {
    know(host);
    lab.source.tells(new OfHost(host("shop.com"), true));
    assertThat(lab.text(host)).isEqualTo(meant ? "source pod-a" : "l1 pod-a");
  }

  @Test
  void aChangedWildcardMeansUnknownAndFailedHostsToo() {
    lab.answer("new.shop.com");
    lab.source.says("failed.shop.com", DOWN);
    lab.answer("failed.shop.com");
    lab.source.saysToAll(found("pod-a"));
    lab.source.tells(new OfHost(host("shop.com"), true));
    assertThat(lab.text("new.shop.com")).isEqualTo("source pod-a");
    assertThat(lab.text("failed.shop.com")).isEqualTo("source pod-a");
  }

  @Test
  void afterAPurgeNothingRememberedIsUsed() {
    know("a.com");
    lab.answer("x.com");
    lab.source.saysToAll(DOWN);
    lab.source.tells(new Purge());
    assertThat(lab.text("a.com")).isEqualTo("unavailable: connection refused");
    assertThat(lab.text("x.com")).isEqualTo("unavailable: connection refused");
    assertThat(lab.lookups.gauges().hits()).isZero();
    assertThat(lab.lookups.gauges().misses()).isZero();
  }

  @Test
  void aSessionThatWaitsAcrossAPurgeDoesNotGetTheOldAnswer() {
    know("a.com");
    lab.time.pass(seconds(30));
    lab.source.says("a.com", found("pod-b"));
    List<RouteLookup> told = lab.ask("a.com");
    lab.source.tells(new Purge());
    lab.time.pass(seconds(1));
    assertThat(told).isEmpty();
    lab.time.run();
    assertThat(texts(told)).containsExactly("source pod-b");
  }

  @Test
  void afterAResetEveryHostIsAskedForAgainAndUsableUntilThen() {
    know("a.com");
    know("b.com");
    lab.source.saysToAll(found("pod-b"));
    lab.source.tells(new Reset());
    assertThat(lab.text("a.com")).isEqualTo("source pod-b");
    List<RouteLookup> told = lab.ask("b.com");
    lab.time.pass(millis(200));
    assertThat(texts(told)).containsExactly("stale pod-a");
    lab.time.run();
    assertThat(lab.text("b.com")).isEqualTo("l1 pod-b");
  }

  @Test
  void afterAResetUnknownHostsAreAskedForAgain() {
    lab.answer("x.com");
    lab.source.says("x.com", found("pod-a"));
    lab.source.tells(new Reset());
    assertThat(lab.text("x.com")).isEqualTo("source pod-a");
  }

  @Test
  void anAnswerAskedForBeforeAChangeIsNotRememberedAfterIt() {
    for (Change change :
        List.of(of("a.com"), new OfHost(host("com"), true), new Purge(), new Reset())) {
      lab.source.says(
          "a.com",
          (_, _) -> {
            lab.source.says("a.com", found("new"));
            lab.source.tells(change);
            return found("old");
          });
      assertThat(lab.text("a.com")).as("%s", change).isEqualTo("source old");
      assertThat(lab.text("a.com")).as("%s", change).isEqualTo("source new");
      lab.source.tells(new Purge());
    }
    assertThat(lab.count(LookupEvent.OUTDATED)).isEqualTo(4);
  }

  @Test
  void anUnknownAskedForBeforeAChangeIsNotRememberedAfterIt() {
    lab.source.says(
        "new.com",
        (_, _) -> {
          lab.source.says("new.com", found("pod-a"));
          lab.source.tells(of("new.com"));
          return UNKNOWN;
        });
    assertThat(lab.text("new.com")).isEqualTo("unknown by source");
    assertThat(lab.text("new.com")).isEqualTo("source pod-a");
  }

  @Test
  void aFailureFromBeforeAChangeDoesNotBackOffAfterIt() {
    lab.source.says(
        "a.com",
        (_, _) -> {
          lab.source.says("a.com", found("pod-a"));
          lab.source.tells(of("a.com"));
          return DOWN;
        });
    lab.answer("a.com");
    assertThat(lab.text("a.com")).isEqualTo("source pod-a");
  }

  @Test
  void sessionsAfterAChangeDoNotShareAQuestionFromBeforeIt() {
    var later = new AtomicInteger();
    lab.source.says(
        "a.com",
        (_, _) -> {
          lab.source.says("a.com", found("new"));
          lab.source.tells(of("a.com"));
          lab.lookups.ask(
              host("a.com"),
              lookup -> {
                assertThat(Lab.text(lookup)).isEqualTo("source new");
                later.incrementAndGet();
              });
          return found("old");
        });
    assertThat(lab.text("a.com")).isEqualTo("source old");
    assertThat(later).hasValue(1);
  }

  @Test
  void aQuestionThatStillWaitsForItsPlaceServesSessionsAfterAChangeToo() {
    List<RouteLookup> before = lab.ask("a.com");
    lab.source.tells(of("a.com"));
    List<RouteLookup> after = lab.ask("a.com");
    lab.source.says("a.com", found("pod-a"));
    lab.time.run();
    assertThat(lab.source.questions()).hasSize(1);
    assertThat(texts(before)).isEqualTo(texts(after)).containsExactly("source pod-a");
    assertThat(lab.text("a.com")).isEqualTo("l1 pod-a");
  }

  @Test
  void unchangedAcrossAPurgeIsAskedForAgainInFull() {
    lab.source.says("a.com", found(route("pod-a"), "tag", Freshness.UNSAID));
    lab.answer("a.com");
    lab.time.pass(seconds(30));
    lab.source.says(
        "a.com",
        (_, validator) -> {
          if (validator.isEmpty()) {
            return found("pod-b");
          }
          lab.source.tells(new Purge());
          return new SourceAnswer.Unchanged(Freshness.UNSAID);
        });
    assertThat(lab.text("a.com")).isEqualTo("source pod-b");
    assertThat(lab.source.questions()).containsExactly("a.com", "a.comtag", "a.com");
  }

  @Test
  void countsTheChangesItHears() {
    lab.source.tells(of("a.com"));
    lab.source.tells(new OfHost(host("com"), true));
    lab.source.tells(new Purge());
    lab.source.tells(new Reset());
    assertThat(lab.count(LookupEvent.CHANGE)).isEqualTo(2);
    assertThat(lab.count(LookupEvent.PURGE)).isEqualTo(1);
    assertThat(lab.count(LookupEvent.RESET)).isEqualTo(1);
  }
}
