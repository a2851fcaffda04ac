package dev.starship.accesslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.Pipe;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
  @TempDir private Path folder;

  @Test
  void aFailedWriteLeavesWhatWasNotWritten() throws IOException {
    try (LogFile full = LogFile.of(Path.of("/dev/full"))) {
      ByteBuffer lines = bytes("a\nb\n");
      assertThatThrownBy(() -> full.write(lines))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("No space");
      assertThat(lines.remaining()).isEqualTo(4);
    }
  }

  @Test
  void aFileThatWasClosedUnderItIsOpenedAgain() throws IOException {
    Path file = folder.resolve("log");
    LogFile log = LogFile.of(file);
    log.write(bytes("a\n"));
    log.close();
    log.write(bytes("b\n"));
    log.close();
    assertThat(Files.readString(file)).isEqualTo("a\nb\n");
  }

  @Test
  void aLineTornByAnEarlierProcessIsEndedBeforeTheNext() throws IOException {
    Path file = folder.resolve("log");
    Files.writeString(file, "one\ntw");
    try (LogFile log = LogFile.of(file)) {
      log.write(bytes("three\n"));
      Files.writeString(file, "fo", StandardOpenOption.APPEND);
      log.reopen();
      log.write(bytes("five\n"));
    }
    assertThat(Files.readString(file)).isEqualTo("one\ntw\nthree\nfo\nfive\n");
  }

  /// As a named pipe does whose reader is gone.
  @Test
  void closingDoesNotWaitForAnOpenThatHangs() throws Exception {
    SmallDisk disk = new SmallDisk();
    CountDownLatch opens = new CountDownLatch(1);
    CountDownLatch read = new CountDownLatch(1);
    LogFile log =
        new LogFile(
            () -> {
              if (disk.isOpen()) {
                return disk;
              }
              opens.countDown();
              return afterwards(read, disk);
            },
            true);
    disk.close();
    FutureTask<Void> hanging =
        new FutureTask<>(() -> {
          log.write(bytes("one\n"));
          return null;
        });
    Thread.ofPlatform().start(hanging);
    opens.await();
    assertThatThrownBy(log::close).isInstanceOf(IOException.class).hasMessage("opening it hangs");
    disk.room = 100;
    read.countDown();
    hanging.get();
    assertThat(disk.content).hasToString("one\n");
  }

  /// As a standard output does that somebody has made non-blocking.
  @Test
  void anOutputThatTakesNothingIsAskedAgain() throws IOException {
    SmallDisk busy = new SmallDisk();
    busy.room = 100;
    busy.busy = 3;
    try (LogFile log = new LogFile(() -> busy, false)) {
      log.write(bytes("one\n"));
      assertThat(busy.content).hasToString("one\n");
    }
  }

  @Test
  void aLineTornByAFullDiskIsEndedBeforeTheNext() throws IOException {
    SmallDisk disk = new SmallDisk();
    try (LogFile log = new LogFile(() -> disk, false)) {
      ByteBuffer lines = bytes("one\ntwo\n");
      disk.room = 6;
      assertThatThrownBy(() -> log.write(lines)).isInstanceOf(IOException.class);
      assertThat(lines.remaining()).isEqualTo(2);
      assertThatThrownBy(() -> log.write(bytes("lost\n"))).isInstanceOf(IOException.class);
      disk.room = 100;
      log.write(bytes("three\n"));
      assertThat(disk.content).hasToString("one\ntw\nthree\n");
    }
  }

  @Test
  void aWriteThatFailedBetweenLinesLeavesNoEmptyLine() throws IOException {
    SmallDisk disk = new SmallDisk();
    try (LogFile log = new LogFile(() -> disk, false)) {
      disk.room = 4;
      assertThatThrownBy(() -> log.write(bytes("one\ntwo\n"))).isInstanceOf(IOException.class);
      disk.room = 100;
      log.write(bytes("three\n"));
      assertThat(disk.content).hasToString("one\nthree\n");
    }
  }

  @Test
  void theStandardOutputIsNeitherReopenedNorClosed() throws IOException {
    SmallDisk output = new SmallDisk();
    output.room = 100;
    LogFile log = new LogFile(() -> output, false);
    log.reopen();
    log.write(bytes("one\n"));
    log.close();
    assertThat(output.content).hasToString("one\n");
    assertThat(output.isOpen()).isTrue();
  }

  /// As for a pipe that nobody reads any more.
  @Test
  void reopeningBreaksOffAWriteThatHangs() throws Exception {
    SmallDisk disk = new SmallDisk();
    disk.room = 100;
    Pipe unread = Pipe.open();
    Iterator<WritableByteChannel> outputs = List.of(unread.sink(), disk).iterator();
    try (LogFile log = new LogFile(outputs::next, true)) {
      FutureTask<Integer> hanging =
          new FutureTask<>(() -> {
            ByteBuffer lines = bytes("line\n".repeat(1_000_000));
            assertThatThrownBy(() -> log.write(lines)).isInstanceOf(ClosedChannelException.class);
            return lines.remaining();
          });
      Thread.ofPlatform().start(hanging);
      unread.source().read(ByteBuffer.allocate(1));
      log.reopen();
      assertThat(hanging.get()).isPositive();
      log.write(bytes("one\n"));
      assertThat(disk.content).hasToString("one\n");
    } finally {
      unread.source().close();
    }
  }

  private static SmallDisk afterwards(CountDownLatch latch, SmallDisk disk) {
    try {
      latch.await();
      return disk;
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Takes as many bytes as it has room for.
  private static final class SmallDisk implements WritableByteChannel {
    private final StringBuilder content = new StringBuilder();
    private int room;

    /// How many writes in a row take nothing.
    private int busy;

    private boolean isOpen = true;

    @Override
    public int write(ByteBuffer bytes) throws IOException {
      if (room == 0) {
        throw new IOException("No space left on device");
      }
      if (busy > 0) {
        busy--;
        return 0;
      }
      int count = Math.min(room, bytes.remaining());
      room -= count;
      for (int i = 0; i < count; i++) {
        content.append((char) bytes.get());
      }
      return count;
    }

    @Override
    public boolean isOpen() {
      return isOpen;
    }

    @Override
    public void close() {
      isOpen = false;
    }
  }
}
