package dev.starship.routing;

import static dev.starship.routing.Lab.seconds;
import static dev.starship.routing.ScriptedSource.DOWN;
import static dev.starship.routing.ScriptedSource.UNKNOWN;
import static dev.starship.routing.ScriptedSource.host;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.Eventually;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever breaks into a load or into what a file gets that has missed something, the file keeps
/// every host that it knew and that is still right.
@Timeout(60)
class SnapshotKeptTest extends SnapshotOnAFakeDisk {
  private final IOException full = new IOException("no space left on device");
  private final IOException held =
      new SnapshotFile.HeldException("another process has it open", null);

  private static void forget(Lab lab, String host) {
    lab.source.says(host, UNKNOWN);
    lab.source.tells(new Change.OfHost(host(host), false));
    lab.answer(host);
  }

  /// What the next process tells of these hosts while the source is down.
  private List<String> afterARestart(String... hosts) {
    disk.failsToWrite(null);
    try (Lab lab = start()) {
      lab.source.saysToAll(DOWN);
      return Stream.of(hosts).map(lab::text).toList();
    }
  }

  /// Has `lab` closed by another thread, which has begun with it and waits for the disk when this
  /// returns.
  private static void beginToClose(Thread closing) {
    if (closing.getState() == Thread.State.NEW) {
      closing.start();
    }
    Eventually.holds(
        "the thread that closes waits for the disk",
        () -> closing.getState() == Thread.State.WAITING || !closing.isAlive());
  }

  @Test
  void aCloseDuringALoadAfterAFailedOpenKeepsEveryHost() throws InterruptedException {
    leave("a.com", "b.com");
    disk.failsToOpen(held);
    Lab lab = start();
    disk.failsToOpen(null);
    var closing = new Thread(lab::close);
    disk.beforeLoading = () -> beginToClose(closing);
    lab.time.pass(seconds(10));
    lab.time.run();
    closing.join();
    disk.beforeLoading = () -> {};
    assertThat(afterARestart("a.com", "b.com")).containsOnly("snapshot pod-a");
  }

  @Test
  void aCloseBeforeAFileHasWhatItMissedKeepsEveryHost() throws InterruptedException {
    leave("a.com", "b.com");
    disk.failsToOpen(held);
    Lab lab = start();
    learn(lab, "c.com", "pod-c");
    disk.failsToOpen(null);
    var closing = new Thread(lab::close);
    disk.beforeWriting = () -> beginToClose(closing);
    lab.time.pass(seconds(10));
    lab.time.run();
    closing.join();
    disk.beforeWriting = () -> {};
    assertThat(afterARestart("a.com", "b.com")).containsOnly("snapshot pod-a");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void aDiskThatIsFullAgainAfterSoManyWritesKeepsEveryHost(int writes) {
    leave("a.com", "b.com", "c.com", "d.com");
    Lab killed = start();
    killed.time.run();
    disk.failsToWrite(full);
    learn(killed, "a.com", "pod-b");
    forget(killed, "b.com");
    learn(killed, "e.com", "pod-b");
    killed.time.passAndRun(seconds(1));
    disk.failsToWriteAfter(writes, full);
    killed.time.passAndRun(seconds(10));
    assertThat(disk.isOpen).isEqualTo(writes == 4);
    assertThat(afterARestart("a.com", "b.com", "c.com", "d.com", "e.com"))
        .containsExactly(
            writes < 1 ? "snapshot pod-a" : "snapshot pod-b",
            writes < 3 ? "snapshot pod-a" : "unavailable: connection refused",
            "snapshot pod-a",
            "snapshot pod-a",
            writes < 2 ? "unavailable: connection refused" : "snapshot pod-b");
  }

  @Test
  void aHostThatIsRenewedBeforeLoadingMeetsItsOutdatedEntryIsKept() {
    leave("a.com", "b.com");
    try (Lab lab = start()) {
      lab.time.jump(Duration.ofHours(24));
      disk.beforeLoading = () -> learn(lab, "a.com", "pod-b");
      lab.time.passAndRun(seconds(1));
      disk.beforeLoading = () -> {};
      assertThat(disk.content).as("b.com is outdated too").containsOnlyKeys("a.com");
      assertThat(lab.count(LookupEvent.SNAPSHOT_DISCARDED)).isEqualTo(2);
    }
  }

  @Test
  void aLoadThatBreaksOffIsBegunAgain() {
    leave("a.com", "b.com", "c.com");
    disk.failsToReadAfter(1, new IOException("input/output error"));
    try (Lab lab = start()) {
      lab.time.run();
      assertThat(lab.lookups.gauges().hits()).isEqualTo(1);
      disk.failsToRead(null);
      lab.time.passAndRun(seconds(10));
      assertThat(lab.lookups.gauges().hits()).isEqualTo(3);
      assertThat(disk.content).containsOnlyKeys("a.com", "b.com", "c.com");
    }
  }

  @Test
  void aHostThatIsForgottenBeforeALoadIsBegunAgainStaysForgotten() {
    leave("a.com", "b.com");
    disk.failsToRead(new IOException("input/output error"));
    try (Lab lab = start()) {
      learn(lab, "a.com", "pod-b");
      forget(lab, "a.com");
      disk.failsToRead(null);
      lab.time.passAndRun(seconds(10));
      assertThat(lab.lookups.gauges().hits()).isEqualTo(1);
      assertThat(disk.content).containsOnlyKeys("b.com");
    }
  }

  @Test
  void onlySoManyForgottenHostsAreKeptInMindUntilItIsLoaded() {
    leave("a.com", "b.com");
    disk.failsToOpen(held);
    try (Lab lab = start(new SnapshotLimits(1, seconds(1), seconds(10), 1_024))) {
      for (String host : List.of("a.com", "b.com")) {
        learn(lab, host, "pod-b");
        forget(lab, host);
      }
      disk.failsToOpen(null);
      lab.time.passAndRun(seconds(10));
      lab.source.saysToAll(DOWN);
      assertThat(lab.text("a.com")).isEqualTo("unavailable: connection refused");
      assertThat(lab.text("b.com")).isEqualTo("snapshot pod-a");
    }
  }

  @Test
  void whatIsPurgedWhileTheDiskIsAwayGoesFirst() {
    leave("a.com", "b.com");
    disk.failsToOpen(held);
    Lab killed = start();
    killed.source.tells(new Change.Purge());
    learn(killed, "c.com", "pod-c");
    disk.failsToOpen(null);
    disk.failsToWriteAfter(1, full);
    killed.time.passAndRun(seconds(10));
    assertThat(disk.content).isEmpty();
  }

  @Test
  void aPurgeThatTheDiskDoesNotTakeGoesFirstLater() {
    leave("a.com", "b.com");
    Lab killed = start();
    killed.time.run();
    disk.failsToWrite(full);
    killed.source.tells(new Change.Purge());
    learn(killed, "c.com", "pod-c");
    disk.failsToWriteAfter(1, full);
    killed.time.passAndRun(seconds(10));
    assertThat(disk.content).isEmpty();
  }

  @Test
  void whatTheFileHasIsNotWrittenAgain() {
    leave("a.com", "b.com");
    disk.failsToOpen(held);
    try (Lab lab = start()) {
      learn(lab, "a.com", "pod-a");
      learn(lab, "c.com", "pod-c");
      disk.failsToOpen(null);
      lab.time.passAndRun(seconds(10));
      assertThat(disk.content).containsOnlyKeys("a.com", "b.com", "c.com");
      assertThat(lab.count(LookupEvent.SNAPSHOT_WRITTEN)).isEqualTo(1);
    }
  }

  @Test
  void whatIsConfirmedLongAfterTheFileHeardOfItIsWrittenAgain() {
    leave("a.com", "b.com");
    try (Lab lab = start()) {
      lab.time.passAndRun(Duration.ofHours(2));
      disk.failsToWrite(full);
      learn(lab, "a.com", "pod-a");
      lab.time.passAndRun(seconds(1));
      disk.failsToWrite(null);
      lab.time.passAndRun(seconds(10));
      assertThat(lab.count(LookupEvent.SNAPSHOT_WRITTEN)).isEqualTo(1);
    }
  }
}
