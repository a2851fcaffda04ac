package dev.starship.accesslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starship.Eventually;
import dev.starship.ending.Ending;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

@Timeout(30)
class AccessLogTest {
  @TempDir private Path folder;

  @Test
  void aSessionThatSpokeHttpHasNoLineBesideThoseOfItsRequests() throws IOException {
    Path file = folder.resolve("access.log");
    try (AccessLog log = open(file)) {
      log.requestEnded(Ends.request());
      log.ended(Ends.full());
      log.requestEnded(Ends.request());
    }
    assertThat(Files.readAllLines(file)).hasSize(2).allMatch(line -> line.contains("k3v9-1-7"));
  }

  @Test
  void closingWritesEverythingThatIsQueued() throws IOException {
    Path file = folder.resolve("access.log");
    try (AccessLog log = open(file)) {
      for (int i = 0; i < 1000; i++) {
        log.requestEnded(Ends.request());
      }
    }
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(1000);
    assertThat(JsonMapper.shared().readTree(lines.get(999)).get("ending").asString())
        .isEqualTo("completed");
  }

  @Test
  void aQueueThatRunsEmptyIsWrittenWithoutClosing() throws IOException {
    Path file = folder.resolve("access.log");
    try (AccessLog log = open(file)) {
      log.requestEnded(Ends.request());
      Eventually.counts("written lines", 1, log::written);
      assertThat(Files.readAllLines(file)).hasSize(1);
    }
  }

  @Test
  void aSessionThatNeverSentAByteIsNotLogged() throws IOException {
    Path file = folder.resolve("access.log");
    try (AccessLog log = open(file)) {
      log.accepted();
      log.ended(Ends.bare(Ending.SILENT));
      log.ended(Ends.bare(Ending.PREREAD_TIMEOUT));
      log.ended(Ends.bare(Ending.DRAINED));
    }
    assertThat(Files.readAllLines(file)).isEmpty();
  }

  @Test
  void aSessionThatSentLittleIsLogged() throws IOException {
    Path file = folder.resolve("access.log");
    try (AccessLog log = open(file)) {
      log.ended(Ends.bare(Ending.PREREAD_TIMEOUT, 1));
      log.ended(Ends.bare(Ending.DRAINED, 1));
    }
    assertThat(Files.readAllLines(file)).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource(names = {"UNTRUSTED_PROXY", "CLIENT_OVER_LIMIT", "OVERLOADED", "INTERNAL_ERROR"})
  void aSessionThatWasCutUnreadIsLogged(Ending ending) throws IOException {
    Path file = folder.resolve("access.log");
    try (AccessLog log = open(file)) {
      log.ended(Ends.bare(ending));
    }
    assertThat(Files.readAllLines(file)).singleElement().asString().contains(ending.code());
  }

  @Test
  void anExistingFileIsContinued() throws IOException {
    Path file = folder.resolve("access.log");
    Files.writeString(file, "before\n");
    try (AccessLog log = open(file)) {
      log.requestEnded(Ends.request());
    }
    assertThat(Files.readAllLines(file)).hasSize(2).first().isEqualTo("before");
  }

  @Test
  void noneOpensNothing() throws IOException {
    assertThat(AccessLog.open(new AccessLogSettings(AccessLogSettings.NONE, LogFormat.JSON)))
        .isEmpty();
  }

  @Test
  void aFileThatCannotBeOpenedIsToldAtOnce() {
    Path file = folder.resolve("missing/access.log");
    assertThatThrownBy(() -> open(file))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("missing/access.log");
  }

  @Test
  void afterReopenLinesGoToTheNewFile() throws IOException {
    Path file = folder.resolve("access.log");
    Path rotated = folder.resolve("access.log.1");
    try (AccessLog log = open(file)) {
      log.ended(Ends.bare(Ending.NO_HOST));
      Eventually.counts("written lines", 1, log::written);
      Files.move(file, rotated);
      log.ended(Ends.bare(Ending.GONE));
      Eventually.counts("written lines", 2, log::written);
      log.reopen();
      log.requestEnded(Ends.request());
    }
    assertThat(Files.readAllLines(rotated)).hasSize(2);
    assertThat(Files.readAllLines(file)).singleElement().asString().contains("completed");
  }

  @Test
  void aReopenThatFailsKeepsTheOldFile() throws IOException {
    Path file = folder.resolve("sub/access.log");
    Files.createDirectory(file.getParent());
    Path moved = folder.resolve("moved");
    try (AccessLog log = open(file)) {
      Files.move(file.getParent(), moved);
      assertThatThrownBy(log::reopen).isInstanceOf(NoSuchFileException.class);
      log.requestEnded(Ends.request());
    }
    assertThat(Files.readAllLines(moved.resolve("access.log"))).hasSize(1);
  }

  @Test
  void aFullDiskLosesLinesAndCountsThem() throws IOException {
    try (AccessLog log = open(Path.of("/dev/full"))) {
      for (int i = 0; i < 500; i++) {
        log.requestEnded(Ends.request());
      }
      Eventually.counts("dropped lines", 500, log::dropped);
      assertThat(log.written()).isZero();
    }
  }

  @Test
  void whatDoesNotFitTheQueueIsDroppedAndCounted() throws IOException, InterruptedException {
    StuckOutput output = new StuckOutput();
    AccessLog log =
        new AccessLog(output, AccessLogSettings.DEFAULT, new LogLimits(8, 1, 512), () -> 0);
    log.start();
    log.requestEnded(Ends.request());
    output.entered.await();
    for (int i = 0; i < 10; i++) {
      log.requestEnded(Ends.request());
    }
    assertThat(log.dropped()).isEqualTo(2);
    output.released.countDown();
    log.close();
    assertThat(output.lines).hasValue(9);
    assertThat(log.written()).isEqualTo(9);
  }

  @Test
  void manyLoopsLoseNothingThatIsNotCounted() throws Exception {
    Path file = folder.resolve("access.log");
    AccessLog log = open(file);
    Thread[] loops = new Thread[4];
    for (int i = 0; i < loops.length; i++) {
      loops[i] =
          Thread.ofPlatform()
              .start(() -> {
                for (int n = 0; n < 20_000; n++) {
                  log.requestEnded(Ends.request());
                }
              });
    }
    for (Thread loop : loops) {
      loop.join();
    }
    log.close();
    String whole = Files.readAllLines(file).getFirst();
    assertThat(Files.readAllLines(file)).hasSize((int) log.written()).allMatch(whole::equals);
    assertThat(log.written() + log.dropped()).isEqualTo(80_000);
  }

  @Test
  void aSessionThatEndsAfterCloseIsCounted() throws IOException {
    AccessLog log = open(folder.resolve("access.log"));
    log.close();
    log.requestEnded(Ends.request());
    assertThat(log.dropped()).isEqualTo(1);
  }

  private static AccessLog open(Path file) throws IOException {
    return AccessLog.open(new AccessLogSettings(file.toString(), LogFormat.JSON)).orElseThrow();
  }

  /// A disk that takes nothing until it is released.
  private static final class StuckOutput implements LogOutput {
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicInteger lines = new AtomicInteger();

    @Override
    public void write(ByteBuffer bytes) throws IOException {
      entered.countDown();
      try {
        released.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      lines.addAndGet((int) StandardCharsets.UTF_8.decode(bytes).toString().lines().count());
    }

    @Override
    public void reopen() {}

    @Override
    public void close() {}
  }
}
