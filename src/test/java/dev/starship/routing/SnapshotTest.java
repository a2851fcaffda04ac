package dev.starship.routing;

import static dev.starship.routing.Lab.millis;
import static dev.starship.routing.Lab.seconds;
import static dev.starship.routing.Lab.texts;
import static dev.starship.routing.ScriptedSource.DOWN;
import static dev.starship.routing.ScriptedSource.UNCERTAIN;
import static dev.starship.routing.ScriptedSource.UNKNOWN;
import static dev.starship.routing.ScriptedSource.found;
import static dev.starship.routing.ScriptedSource.host;
import static dev.starship.routing.ScriptedSource.route;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.routing.SourceAnswer.Freshness;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a process knows of the one before it.
class SnapshotTest {
  @TempDir private Path folder;
  private Path file = Path.of("unset");

  @BeforeEach
  void nameFile() {
    file = folder.resolve("state/routes");
  }

  private Lab start() {
    return new Lab(Lab.remembering(file), LookupLimits.DEFAULT);
  }

  /// A process that has heard of these hosts, and ended `ago`.
  private Lab startAfter(Duration ago, String... hosts) {
    try (Lab before = start()) {
      for (String host : hosts) {
        before.source.says(host, found(route("pod-a"), "tag", Freshness.UNSAID));
        before.answer(host);
      }
    }
    Lab lab = start();
    lab.time.jump(ago);
    return lab;
  }

  @Test
  void aRestartWithTheSourceDownStillRoutesEveryHostKnownBefore() {
    try (Lab lab = startAfter(seconds(3_600), "a.com", "b.com")) {
      lab.source.saysToAll(DOWN);
      assertThat(lab.answer("a.com"))
          .isEqualTo(
              new RouteLookup.Found(route("pod-a"), lab.ago(seconds(3_600)), HitLevel.SNAPSHOT));
      assertThat(lab.text("b.com")).isEqualTo("snapshot pod-a");
      assertThat(lab.text("c.com")).isEqualTo("unavailable: connection refused");
      assertThat(lab.count(LookupEvent.SNAPSHOT_LOADED)).isEqualTo(2);
    }
  }

  @Test
  void aRestartWithASourceThatHangsAnswersAfterFreshWait() {
    try (Lab lab = startAfter(seconds(10), "a.com")) {
      lab.time.run();
      List<RouteLookup> told = lab.ask("a.com");
      lab.time.pass(millis(199));
      assertThat(told).isEmpty();
      lab.time.pass(millis(1));
      assertThat(texts(told)).containsExactly("snapshot pod-a");
    }
  }

  @Test
  void theSourcesAnswerIsUsedIfItIsInTimeAndItsTagIsSent() {
    try (Lab lab = startAfter(seconds(10), "a.com")) {
      lab.source.says("a.com", new SourceAnswer.Unchanged(Freshness.UNSAID));
      assertThat(lab.text("a.com")).isEqualTo("source pod-a");
      assertThat(lab.text("a.com")).isEqualTo("l1 pod-a");
      assertThat(lab.source.questions()).containsExactly("a.comtag");
    }
  }

  @Test
  void onceConfirmedAnOldAnswerIsStaleAndNotFromTheSnapshot() {
    try (Lab lab = startAfter(seconds(10), "a.com")) {
      lab.source.says("a.com", found("pod-b"));
      lab.answer("a.com");
      lab.source.says("a.com", DOWN);
      lab.time.pass(seconds(30));
      assertThat(lab.text("a.com")).isEqualTo("stale pod-b");
    }
  }

  @Test
  void theAgeIsCountedFromTheLastConfirmationAcrossRestarts() {
    Duration day = Duration.ofHours(24);
    try (Lab lab = startAfter(day.minusSeconds(1), "a.com")) {
      lab.source.saysToAll(DOWN);
      assertThat(lab.text("a.com")).isEqualTo("snapshot pod-a");
    }
    try (Lab lab = startAfter(Duration.ZERO, "a.com")) {
      lab.source.saysToAll(DOWN);
      assertThat(lab.text("a.com")).isEqualTo("snapshot pod-a");
      lab.time.pass(day);
      assertThat(lab.text("a.com")).isEqualTo("unavailable: connection refused");
    }
  }

  @Test
  void anEntryThatIsTooOldIsDiscarded() {
    try (Lab before = startAfter(Duration.ZERO, "a.com")) {
      before.time.run();
    }
    try (Lab lab = start()) {
      lab.time.jump(Duration.ofHours(24));
      lab.source.saysToAll(DOWN);
      assertThat(lab.text("a.com")).isEqualTo("unavailable: connection refused");
      assertThat(lab.count(LookupEvent.SNAPSHOT_DISCARDED)).isEqualTo(1);
    }
    try (Lab lab = start()) {
      lab.time.run();
      assertThat(lab.count(LookupEvent.SNAPSHOT_DISCARDED)).as("it is gone").isZero();
    }
  }

  @Test
  void aSystemClockThatWasSetBackMakesNothingUsableForLonger() {
    try (Lab lab = startAfter(Duration.ofDays(-7), "a.com")) {
      lab.source.saysToAll(DOWN);
      assertThat(lab.answer("a.com"))
          .isEqualTo(
              new RouteLookup.Found(route("pod-a"), lab.ago(Duration.ZERO), HitLevel.SNAPSHOT));
      lab.time.pass(Duration.ofHours(24));
      assertThat(lab.text("a.com")).isEqualTo("unavailable: connection refused");
    }
  }

  @Test
  void staleIfErrorHoldsAcrossRestarts() {
    try (Lab before = start()) {
      var freshness = new Freshness(seconds(30), null, seconds(60));
      before.source.says("a.com", found(route("pod-a"), "", freshness));
      before.answer("a.com");
    }
    try (Lab lab = start()) {
      lab.source.saysToAll(DOWN);
      assertThat(lab.text("a.com")).isEqualTo("snapshot pod-a");
      lab.time.pass(seconds(90));
      assertThat(lab.text("a.com")).isEqualTo("unavailable: connection refused");
    }
  }

  @Test
  void anAnswerOfAShortLifeThatIsConfirmedAgainAndAgainSurvives() {
    try (Lab before = start()) {
      var freshness = new Freshness(seconds(30), null, seconds(600));
      before.source.says("a.com", found(route("pod-a"), "", freshness));
      for (int i = 0; i < 40; i++) {
        before.answer("a.com");
        before.time.passAndRun(seconds(30));
      }
    }
    try (Lab lab = start()) {
      lab.time.jump(seconds(40 * 30 + 120));
      lab.source.saysToAll(DOWN);
      assertThat(lab.text("a.com")).isEqualTo("snapshot pod-a");
    }
  }

  @Test
  void aStaleIfErrorThatBecameShorterHoldsAcrossRestarts() {
    try (Lab before = start()) {
      before.source.says("a.com", found("pod-a"));
      before.answer("a.com");
      before.time.passAndRun(seconds(30));
      var freshness = new Freshness(seconds(30), null, seconds(60));
      before.source.says("a.com", found(route("pod-a"), "", freshness));
      before.answer("a.com");
    }
    try (Lab lab = start()) {
      lab.time.jump(seconds(30 + 90));
      lab.source.saysToAll(DOWN);
      assertThat(lab.text("a.com")).isEqualTo("unavailable: connection refused");
    }
  }

  @Test
  void anUnknownHostIsRemoved() {
    try (Lab lab = startAfter(seconds(10), "a.com", "b.com")) {
      lab.source.says("a.com", UNKNOWN);
      lab.source.says("b.com", DOWN);
      lab.answer("a.com");
      lab.answer("b.com");
    }
    try (Lab lab = start()) {
      lab.source.saysToAll(DOWN);
      assertThat(lab.text("a.com")).isEqualTo("unavailable: connection refused");
      assertThat(lab.text("b.com")).isEqualTo("snapshot pod-a");
    }
  }

  @Test
  void a404OfSomethingElseIsAFailureForAHostOfTheSnapshot() {
    try (Lab lab = startAfter(seconds(10), "a.com")) {
      lab.source.saysToAll(UNCERTAIN);
      assertThat(lab.text("a.com")).isEqualTo("snapshot pod-a");
    }
  }

  @Test
  void aPurgeEmptiesItToo() {
    try (Lab lab = startAfter(seconds(10), "a.com", "b.com")) {
      lab.time.run();
      lab.source.tells(new Change.Purge());
      lab.source.says("b.com", found("pod-b"));
      lab.answer("b.com");
    }
    try (Lab lab = start()) {
      lab.source.saysToAll(DOWN);
      assertThat(lab.text("a.com")).isEqualTo("unavailable: connection refused");
      assertThat(lab.text("b.com")).isEqualTo("snapshot pod-b");
    }
  }

  @Test
  void aPurgeBeforeItIsLoadedEmptiesItToo() {
    try (Lab lab = startAfter(seconds(10), "a.com")) {
      lab.source.tells(new Change.Purge());
      lab.source.saysToAll(DOWN);
      assertThat(lab.text("a.com")).isEqualTo("unavailable: connection refused");
    }
    try (Lab lab = start()) {
      lab.time.run();
      assertThat(lab.lookups.gauges().hits()).isZero();
    }
  }

  @Test
  void whatIsConfirmedIsWrittenWithinASecond() {
    try (Lab lab = start()) {
      lab.source.says("a.com", found("pod-a"));
      lab.answer("a.com");
      assertThat(lab.count(LookupEvent.SNAPSHOT_WRITTEN)).isZero();
      lab.time.passAndRun(seconds(1));
      assertThat(lab.count(LookupEvent.SNAPSHOT_WRITTEN)).isEqualTo(1);
    }
  }

  @Test
  void renewingALifeIsNoWriteUntilAShareOfStaleForIsOver() {
    try (Lab lab = start()) {
      lab.source.says("a.com", found("pod-a"));
      for (int i = 0; i < 60; i++) {
        lab.answer("a.com");
        lab.time.passAndRun(seconds(60));
      }
      assertThat(lab.count(LookupEvent.SNAPSHOT_WRITTEN)).isEqualTo(1);
      lab.answer("a.com");
      lab.time.passAndRun(seconds(60));
      assertThat(lab.count(LookupEvent.SNAPSHOT_WRITTEN)).isEqualTo(2);
      lab.source.says("a.com", found("pod-b"));
      lab.answer("a.com");
      lab.time.passAndRun(seconds(60));
      assertThat(lab.count(LookupEvent.SNAPSHOT_WRITTEN)).as("a new route").isEqualTo(3);
    }
  }

  @Test
  void aHostThatHadToGoIsRemoved() {
    var settings =
        new CacheSettings(seconds(30), seconds(5), seconds(3_600), millis(200), 1, 10, file);
    try (Lab lab = new Lab(settings, LookupLimits.DEFAULT)) {
      lab.source.saysToAll(found("pod"));
      for (int i = 0; i < 100; i++) {
        lab.answer("host" + i + ".com");
      }
    }
    try (Lab lab = start()) {
      lab.time.run();
      assertThat(lab.lookups.gauges().hits()).isEqualTo(10);
    }
  }

  @Test
  void everyFieldOfARouteSurvives() {
    Route route =
        ((RouteJson.Parsed.Valid)
                RouteJson.read(
                    """
                    {"app": "é", "endpoints": [{"address": "[::1]:8443", "httpPort": 80, "weight": 3, "priority": 2,
                      "cluster": "eu"}, {"address": "b.internal"}], "httpsRedirect": true, "proxyProtocol": "v1",
                      "balance": "source_hash", "limits": {"sessions": 5}, "ttl": 30}
                    """
                        .getBytes(UTF_8)))
            .route();
    try (Lab lab = start()) {
      lab.source.says("a.com", found(route, "", Freshness.UNSAID));
      lab.answer("a.com");
    }
    try (Lab lab = start()) {
      lab.source.saysToAll(DOWN);
      assertThat(lab.answer("a.com"))
          .isEqualTo(new RouteLookup.Found(route, lab.ago(Duration.ZERO), HitLevel.SNAPSHOT));
    }
  }

  @Test
  void aHugeValidatorIsNotKept() {
    var hit =
        new Lives(CacheSettings.DEFAULT)
            .of(route("pod"), "x".repeat(1_025), Freshness.UNSAID, 0, 0);
    SnapshotEntry entry = SnapshotEntry.of(hit, new SimulatedTime());
    assertThat(SnapshotEntry.read(host("a.com"), entry.write(host("a.com"), 1_024)))
        .isEqualTo(new SnapshotEntry(route("pod"), "", entry.confirmedAt(), entry.usableUntil()));
    assertThat(SnapshotEntry.read(host("a.com"), entry.write(host("a.com"), 1_025)))
        .isEqualTo(entry);
  }

  @Test
  void anEntryThatIsDamagedOrOfAnotherHostOrFormatIsNone() {
    var hit = new Lives(CacheSettings.DEFAULT).of(route("pod"), "tag", Freshness.UNSAID, 0, 0);
    byte[] bytes = SnapshotEntry.of(hit, new SimulatedTime()).write(host("a.com"), 100);
    assertThat(SnapshotEntry.read(host("a.com"), bytes)).isNotNull();
    assertThat(SnapshotEntry.read(host("b.com"), bytes)).isNull();
    for (int i = 0; i < bytes.length; i++) {
      assertThat(SnapshotEntry.read(host("a.com"), Arrays.copyOf(bytes, i))).isNull();
      byte[] damaged = bytes.clone();
      damaged[i] ^= 1;
      assertThat(SnapshotEntry.read(host("a.com"), damaged)).isNull();
    }
  }
}
