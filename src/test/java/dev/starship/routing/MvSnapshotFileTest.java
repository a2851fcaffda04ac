package dev.starship.routing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MvSnapshotFileTest {
  private static final int HEADER_BYTES = 8_192;

  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("routes");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private void write(int hosts) throws IOException {
    try (SnapshotFile opened = MvSnapshotFile.open(file())) {
      for (int i = 0; i < hosts; i++) {
        opened.put("host" + i + ".com", bytes("entry " + i));
      }
    }
  }

  @Test
  void keepsWhatIsPut() throws IOException {
    write(3);
    try (SnapshotFile opened = MvSnapshotFile.open(file())) {
      opened.remove("host1.com");
      assertThat(opened.get("host0.com")).isEqualTo(bytes("entry 0"));
      assertThat(opened.get("host1.com")).isNull();
      var seen = new TreeMap<String, String>();
      opened.forEach((host, entry) -> seen.put(host, new String(entry, UTF_8)) == null);
      assertThat(seen).hasToString("{host0.com=entry 0, host2.com=entry 2}");
      assertThat(opened.size()).isEqualTo(2);
      opened.clear();
    }
    try (SnapshotFile opened = MvSnapshotFile.open(file())) {
      assertThat(opened.size()).isZero();
    }
  }

  @Test
  void stopsShowingWhenToldTo() throws IOException {
    write(100);
    try (SnapshotFile opened = MvSnapshotFile.open(file())) {
      var seen = new TreeMap<String, byte[]>();
      opened.forEach((host, entry) -> {
        seen.put(host, entry);
        return seen.size() < 10;
      });
      assertThat(seen).hasSize(10);
    }
  }

  @Test
  void showsWhatWasThereWhileItIsWrittenTo() throws IOException {
    int hosts = 20_000;
    write(hosts);
    try (SnapshotFile opened = MvSnapshotFile.open(file())) {
      var seen = new TreeSet<String>();
      opened.forEach((host, _) -> {
        seen.add(host);
        opened.remove(host);
        opened.put("new" + host, bytes("new entry"));
        return true;
      });
      assertThat(seen).hasSize(hosts).noneMatch(host -> host.startsWith("new"));
      assertThat(opened.size()).isEqualTo(hosts);
    }
  }

  @Test
  void makesTheFoldersAboveIt() throws IOException {
    Path deep = folder.resolve("var/lib/starship/routes");
    MvSnapshotFile.open(deep).close();
    assertThat(deep).isRegularFile();
  }

  @Test
  void aCommitSurvivesWithoutAClose() throws IOException {
    SnapshotFile left = MvSnapshotFile.open(file());
    left.put("a.com", bytes("committed"));
    left.commit();
    left.put("b.com", bytes("not committed"));
    left.abandon();
    try (SnapshotFile opened = MvSnapshotFile.open(file())) {
      assertThat(opened.get("a.com")).isEqualTo(bytes("committed"));
    }
  }

  @Test
  void onlySoMuchWaitsForACommit() throws IOException {
    SnapshotFile left = MvSnapshotFile.open(file());
    int hosts = 100_000;
    for (int i = 0; i < hosts; i++) {
      left.put("host" + i + ".com", bytes("entry " + i));
    }
    left.abandon();
    try (SnapshotFile opened = MvSnapshotFile.open(file())) {
      assertThat(opened.size()).isBetween(hosts * 3L / 4, (long) hosts);
    }
  }

  @Test
  void refusesAFileThatIsHeld() throws IOException {
    try (SnapshotFile _ = MvSnapshotFile.open(file())) {
      assertThatExceptionOfType(SnapshotFile.HeldException.class)
          .isThrownBy(() -> MvSnapshotFile.open(file()));
    }
    MvSnapshotFile.open(file()).close();
  }

  @Test
  void refusesAFileThatIsNoSnapshot() throws IOException {
    Files.write(file(), bytes("not a snapshot\n".repeat(1_000)));
    assertThatExceptionOfType(SnapshotFile.CorruptException.class)
        .isThrownBy(() -> MvSnapshotFile.open(file()));
    Files.write(file(), bytes("x"));
    assertThatExceptionOfType(SnapshotFile.CorruptException.class)
        .isThrownBy(() -> MvSnapshotFile.open(file()));
  }

  @Test
  void refusesAStoreOfAnotherVersionOrKind() throws IOException {
    MvSnapshotFile.open(file()).close();
    try (MVStore store = MVStore.open(file().toString())) {
      store.setStoreVersion(2);
    }
    assertThatExceptionOfType(SnapshotFile.CorruptException.class)
        .isThrownBy(() -> MvSnapshotFile.open(file()))
        .withMessage("it has version 2, not 1");
    Path other = folder.resolve("other");
    try (MVStore store = MVStore.open(other.toString())) {
      store.openMap("something").put("a", "b");
    }
    assertThatExceptionOfType(SnapshotFile.CorruptException.class)
        .isThrownBy(() -> MvSnapshotFile.open(other))
        .withMessage("it has version 0, not 1");
  }

  @Test
  void takesAnEmptyFileForANewOne() throws IOException {
    Files.createFile(file());
    try (SnapshotFile opened = MvSnapshotFile.open(file())) {
      assertThat(opened.size()).isZero();
    }
  }

  @Test
  void takesAFileForNewThatWasLeftBeforeItsFirstCommit() throws IOException {
    MVStore.open(file().toString()).closeImmediately();
    assertThat(file()).hasSize(HEADER_BYTES);
    try (SnapshotFile opened = MvSnapshotFile.open(file())) {
      assertThat(opened.size()).isZero();
    }
  }

  @Test
  void refusesAFileOfWhichOnlyTheHeaderIsLeft() throws IOException {
    write(2_000);
    byte[] whole = Files.readAllBytes(file());
    assertRefused(Arrays.copyOf(whole, HEADER_BYTES));
    assertRefused(Arrays.copyOf(whole, HEADER_BYTES + 100));
    assertRefused(Arrays.copyOf(Arrays.copyOf(whole, HEADER_BYTES), whole.length));
    byte[] damaged = whole.clone();
    var random = new Random(1);
    for (int i = HEADER_BYTES; i < damaged.length; i++) {
      damaged[i] = (byte) random.nextInt();
    }
    assertRefused(damaged);
  }

  @Test
  void refusesAFileOfWhichOnlyTheHeaderIsLeftAfterAKillToo() throws IOException {
    SnapshotFile left = MvSnapshotFile.open(file());
    left.put("a.com", bytes("committed"));
    left.commit();
    left.abandon();
    byte[] whole = Files.readAllBytes(file());
    assertRefused(Arrays.copyOf(Arrays.copyOf(whole, HEADER_BYTES), whole.length));
  }

  private void assertRefused(byte[] damaged) throws IOException {
    Files.write(file(), damaged);
    assertThatExceptionOfType(SnapshotFile.CorruptException.class)
        .isThrownBy(() -> MvSnapshotFile.open(file()))
        .withMessage("what stands behind its header cannot be read");
    assertThat(file()).hasBinaryContent(damaged);
  }

  @Test
  void refusesWhatIsNoFile() throws IOException {
    Files.createDirectory(file());
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> MvSnapshotFile.open(file()))
        .withMessage("it is not a file that may be written");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> MvSnapshotFile.open(Path.of("/dev/null/routes")));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> MvSnapshotFile.open(Path.of("/")));
  }

  /// Whatever is broken in the file, it is either read or refused: nothing else than an
  /// [IOException] comes out.
  @Test
  void damageAnywhereIsAnIoExceptionOrHarmless() throws IOException {
    write(2_000);
    byte[] whole = Files.readAllBytes(file());
    var random = new Random(1);
    for (int round = 0; round < 100; round++) {
      byte[] damaged =
          Arrays.copyOf(whole, round % 4 == 0 ? random.nextInt(whole.length) : whole.length);
      for (int i = 0; i < 20 && damaged.length > 0; i++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      Files.write(file(), damaged);
      IOException refused = catchThrowableOfType(IOException.class, this::readAll);
      if (refused != null) {
        assertThat(refused).hasMessageMatching(".+");
      }
    }
  }

  private void readAll() throws IOException {
    SnapshotFile opened = MvSnapshotFile.open(file());
    try {
      opened.forEach((_, _) -> true);
      opened.put("a.com", bytes("x"));
      opened.commit();
    } finally {
      opened.abandon();
    }
  }
}
