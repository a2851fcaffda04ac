package dev.starship.routing;

import static dev.starship.routing.Lab.millis;
import static dev.starship.routing.Lab.seconds;
import static dev.starship.routing.ScriptedSource.DOWN;
import static dev.starship.routing.ScriptedSource.UNKNOWN;
import static dev.starship.routing.ScriptedSource.found;
import static dev.starship.routing.ScriptedSource.host;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.OperatorLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A disk that fails never hurts lookups.
class SnapshotTroubleTest extends SnapshotOnAFakeDisk {
  @RegisterExtension
  private final OperatorLines lines = new OperatorLines(FileSnapshot.class.getName());

  @Test
  void withoutADiskLookupsGoOn() {
    disk.failsToOpen(new IOException("read-only file system"));
    try (Lab lab = start()) {
      lab.source.says("a.com", found("pod-a"));
      assertThat(lab.text("a.com")).isEqualTo("source pod-a");
      assertThat(lab.text("a.com")).isEqualTo("l1 pod-a");
      assertThat(lab.count(LookupEvent.SNAPSHOT_FAILED)).isEqualTo(1);
      assertThat(lab.count(LookupEvent.SNAPSHOT_DROPPED)).isEqualTo(1);
    }
  }

  @Test
  void aDiskThatComesBackIsLoadedAndGetsWhatItMissed() {
    leave("old.com");
    disk.failsToOpen(new SnapshotFile.HeldException("another process has it open", null));
    try (Lab lab = start()) {
      lab.source.says("new.com", found("pod-b"));
      lab.answer("new.com");
      lab.time.passAndRun(seconds(9));
      assertThat(disk.opens).isEqualTo(2);
      disk.failsToOpen(null);
      lab.time.passAndRun(seconds(1));
      assertThat(disk.opens).isEqualTo(3);
      lab.source.says("old.com", DOWN);
      assertThat(lab.text("old.com")).isEqualTo("snapshot pod-a");
      assertThat(disk.content).containsOnlyKeys("new.com", "old.com");
    }
  }

  @Test
  void aPurgeWhileTheDiskIsAwayHoldsWhenItComesBack() {
    leave("old.com");
    disk.failsToOpen(new SnapshotFile.HeldException("another process has it open", null));
    try (Lab lab = start()) {
      lab.source.tells(new Change.Purge());
      lab.source.says("new.com", found("pod-b"));
      lab.answer("new.com");
      disk.failsToOpen(null);
      lab.time.passAndRun(seconds(10));
      assertThat(lab.lookups.gauges().hits()).isEqualTo(1);
      assertThat(disk.content).containsOnlyKeys("new.com");
    }
  }

  @Test
  void aPurgeIsWrittenAtOnce() {
    leave("a.com");
    try (Lab lab = start()) {
      lab.time.run();
      lab.source.tells(new Change.Purge());
      lab.time.run();
      assertThat(disk.content).isEmpty();
    }
  }

  @Test
  void inventedHostsCostTheDiskNothing() {
    try (Lab lab = start()) {
      for (int i = 0; i < 100; i++) {
        assertThat(lab.text("invented" + i + ".com")).isEqualTo("unknown by source");
      }
      lab.time.passAndRun(seconds(2));
      assertThat(lab.count(LookupEvent.SNAPSHOT_WRITTEN)).isZero();
    }
  }

  @Test
  void aFullDiskHurtsNobodyAndIsWrittenAnewWhenThereIsRoom() {
    try (Lab lab = start()) {
      lab.source.saysToAll(found("pod-a"));
      lab.answer("a.com");
      lab.answer("b.com");
      lab.time.passAndRun(seconds(1));
      disk.failsToWrite(new IOException("no space left on device"));
      lab.source.says("c.com", found("pod-c"));
      assertThat(lab.text("c.com")).isEqualTo("source pod-c");
      lab.source.says("b.com", UNKNOWN);
      lab.source.tells(new Change.OfHost(host("b.com"), false));
      lab.answer("b.com");
      lab.time.passAndRun(seconds(15));
      assertThat(disk.isOpen).as("opens, and fails at once").isFalse();
      assertThat(lab.text("c.com")).isEqualTo("l1 pod-c");
      disk.failsToWrite(null);
      lab.time.passAndRun(seconds(10));
      assertThat(disk.content).containsOnlyKeys("a.com", "c.com");
      assertThat(lab.count(LookupEvent.SNAPSHOT_FAILED)).isEqualTo(2);
    }
  }

  @Test
  void aDiskThatFailsWhileLoadingHurtsNobody() {
    leave("a.com");
    disk.failsToRead(new IOException("input/output error"));
    try (Lab lab = start()) {
      lab.source.says("b.com", found("pod-b"));
      assertThat(lab.text("b.com")).isEqualTo("source pod-b");
      assertThat(lab.count(LookupEvent.SNAPSHOT_FAILED)).isEqualTo(1);
    }
  }

  @Test
  void contentThatTurnsOutCorruptIsSetAsideAndWrittenAnew() throws IOException {
    leave("a.com");
    Path file = Files.writeString(folder.resolve("routes"), "stands for the file");
    disk.failsToRead(new SnapshotFile.CorruptException("checksum mismatch", null));
    try (Lab lab = start()) {
      lab.source.says("b.com", found("pod-b"));
      lab.answer("b.com");
      lab.time.passAndRun(seconds(1));
      assertThat(Files.exists(file)).isFalse();
      assertThat(folder.resolve("routes.broken")).hasContent("stands for the file");
      assertThat(disk.content).containsOnlyKeys("b.com");
    }
  }

  @Test
  void aHostIsRecalledBeforeTheRestIsLoaded() {
    leave("a.com", "b.com");
    try (Lab lab = start()) {
      lab.source.saysToAll(DOWN);
      var told = new ArrayList<RouteLookup>();
      disk.beforeLoading = () -> told.add(lab.answer("b.com"));
      lab.time.run();
      assertThat(Lab.texts(told)).containsExactly("snapshot pod-a");
    }
  }

  @Test
  void aHostThatIsRecalledIsServedAfterFreshWaitThoughTheSourceHangs() {
    leave("a.com");
    try (Lab lab = start()) {
      lab.source.says("a.com", found("pod-b"));
      var told = new ArrayList<RouteLookup>();
      disk.beforeLoading =
          () -> {
            lab.lookups.ask(host("a.com"), told::add);
            lab.time.pass(millis(200));
            assertThat(told).as("the disk is slower than that").isEmpty();
          };
      lab.time.run();
      assertThat(Lab.texts(told)).containsExactly("snapshot pod-a");
      assertThat(lab.text("a.com")).isEqualTo("l1 pod-b");
    }
  }

  @Test
  void aHostThatBecomesUnknownWhileLoadingStaysUnknown() {
    leave("a.com", "b.com");
    try (Lab lab = start()) {
      lab.source.says("a.com", UNKNOWN);
      lab.source.says("b.com", DOWN);
      disk.beforeLoading = () -> assertThat(lab.text("a.com")).isEqualTo("unknown by source");
      lab.time.run();
      assertThat(lab.lookups.gauges().hits()).isEqualTo(1);
      assertThat(lab.text("b.com")).isEqualTo("snapshot pod-a");
      lab.time.passAndRun(seconds(1));
      assertThat(disk.content).containsOnlyKeys("b.com");
    }
  }

  @Test
  void aPurgeWhileLoadingEndsIt() {
    leave("a.com", "b.com");
    try (Lab lab = start()) {
      disk.beforeLoading = () -> lab.source.tells(new Change.Purge());
      lab.time.run();
      assertThat(lab.lookups.gauges().hits()).isZero();
      lab.time.passAndRun(seconds(1));
      assertThat(disk.content).isEmpty();
    }
  }

  @Test
  void whatIsConfirmedWhileLoadingIsNotOverruledByIt() {
    leave("a.com");
    try (Lab lab = start()) {
      lab.source.says("a.com", found("pod-b"));
      disk.beforeLoading = () -> assertThat(lab.text("a.com")).isEqualTo("source pod-b");
      lab.time.run();
      assertThat(lab.text("a.com")).isEqualTo("l1 pod-b");
    }
  }

  @Test
  void onlySoManyHostsWaitToBeWritten() {
    var limits = new SnapshotLimits(2, seconds(1), seconds(10), 1_024);
    try (Lab lab = start(limits)) {
      lab.source.saysToAll(found("pod"));
      for (String host : new String[] {"a.com", "b.com", "c.com"}) {
        lab.answer(host);
      }
      assertThat(lab.count(LookupEvent.SNAPSHOT_DROPPED)).isEqualTo(1);
      lab.time.passAndRun(seconds(30));
      assertThat(disk.content).containsOnlyKeys("a.com", "b.com");
      lab.answer("c.com");
      lab.time.passAndRun(seconds(1));
      assertThat(disk.content).as("at its next confirmation").containsKey("c.com");
    }
  }

  @Test
  void garbageEntriesAreDiscarded() {
    leave("a.com");
    disk.content.put("not a host", new byte[] {1, 2, 3});
    disk.content.put("b.com", new byte[] {1, 2, 3});
    try (Lab lab = start()) {
      lab.time.passAndRun(seconds(1));
      assertThat(lab.count(LookupEvent.SNAPSHOT_DISCARDED)).isEqualTo(2);
      assertThat(lab.lookups.gauges().hits()).isEqualTo(1);
      assertThat(disk.content).doesNotContainKey("b.com");
      assertThat(lines.told())
          .containsExactly(
              "the snapshot "
                  + folder.resolve("routes")
                  + " is loaded: 1 hosts, without 2 too old or damaged");
    }
  }

  @Test
  void aLoadTellsHowManyHostsItTook() {
    leave("a.com", "b.com");
    try (Lab lab = start()) {
      lab.time.run();
    }
    assertThat(lines.told())
        .containsExactly("the snapshot " + folder.resolve("routes") + " is loaded: 2 hosts");
  }

  @Test
  void closingWritesWhatWaitsAndLetsGo() {
    try (Lab lab = start()) {
      lab.source.says("a.com", found("pod-a"));
      lab.answer("a.com");
    }
    assertThat(disk.content).containsOnlyKeys("a.com");
    assertThat(disk.isOpen).isFalse();
  }

  @Test
  void closingABrokenDiskEnds() {
    Lab lab = start();
    lab.source.says("a.com", found("pod-a"));
    lab.answer("a.com");
    disk.failsToWrite(new IOException("no space left on device"));
    lab.close();
    assertThat(disk.isOpen).isFalse();
    lab.time.passAndRun(Duration.ofMinutes(1));
    assertThat(disk.opens).isEqualTo(1);
  }
}
