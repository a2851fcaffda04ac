package dev.starship.source.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.Eventually;
import dev.starship.address.Host;
import dev.starship.routing.HitLevel;
import dev.starship.routing.RouteLookup;
import dev.starship.source.file.FileSource.Start;
import dev.starship.source.file.RouteTable.Load;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSourceTest {
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final Duration SHORT = Duration.ofMillis(10);

  @TempDir Path folder;

  private final AtomicLong now = new AtomicLong();
  private final BlockingQueue<Load> loads = new LinkedBlockingQueue<>();
  private final List<FileSource> open = new ArrayList<>();

  @AfterEach
  void closeSources() {
    open.forEach(FileSource::close);
  }

  @Test
  void answersAtOnceAndSaysSinceWhenTheTableIsThere() throws IOException {
    FileSource source = open(write("routes.ndjson", "10.0.0.1"), LONG);
    now.addAndGet(Duration.ofSeconds(7).toNanos());
    var found = (RouteLookup.Found) ask(source, "a.com");
    assertThat(found.route().backends().getFirst().name()).isEqualTo("10.0.0.1");
    assertThat(found.confirmedAt()).isZero();
    assertThat(found.level()).isEqualTo(HitLevel.SOURCE);
    assertThat(ask(source, "b.com")).isEqualTo(new RouteLookup.Unknown(0, HitLevel.SOURCE));
  }

  @Test
  void doesNotStartWithABrokenFile() throws IOException {
    Path file = Files.writeString(folder.resolve("routes.ndjson"), "nonsense");
    assertThat(FileSource.open(file, now::get))
        .isInstanceOfSatisfying(
            Start.Refused.class,
            refused ->
                assertThat(refused.problems())
                    .singleElement()
                    .asString()
                    .startsWith(file + ":1: is not JSON"));
  }

  @Test
  void takesOverAFileThatIsWrittenInPlace() throws Exception {
    Path file = write("routes.ndjson", "10.0.0.1");
    FileSource source = open(file, LONG);
    now.addAndGet(Duration.ofSeconds(7).toNanos());
    write("routes.ndjson", "10.0.0.2");
    untilLoaded();
    var found = (RouteLookup.Found) ask(source, "a.com");
    assertThat(found.route().backends().getFirst().name()).isEqualTo("10.0.0.2");
    assertThat(found.confirmedAt()).isEqualTo(7_000);
    assertThat(source.takenOver()).isPositive();
  }

  @Test
  void takesOverAFileThatIsRenamedIntoPlace() throws Exception {
    Path file = write("routes.ndjson", "10.0.0.1");
    FileSource source = open(file, LONG);
    Path fresh = write("fresh.ndjson", "10.0.0.2");
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    untilLoaded();
    assertThat(backend(source)).isEqualTo("10.0.0.2");
  }

  @Test
  void takesOverAMountedConfigMap() throws Exception {
    write(Files.createDirectory(folder.resolve("..1")).resolve("routes.ndjson"), "10.0.0.1");
    write(Files.createDirectory(folder.resolve("..2")).resolve("routes.ndjson"), "10.0.0.2");
    Files.createSymbolicLink(folder.resolve("..data"), Path.of("..1"));
    Path file =
        Files.createSymbolicLink(folder.resolve("routes.ndjson"), Path.of("..data/routes.ndjson"));
    FileSource source = open(file, LONG);
    assertThat(backend(source)).isEqualTo("10.0.0.1");
    Path next = Files.createSymbolicLink(folder.resolve("..data_tmp"), Path.of("..2"));
    Files.move(next, folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    untilLoaded();
    assertThat(backend(source)).isEqualTo("10.0.0.2");
  }

  @Test
  void seesWhatNoEventTellsOf() throws Exception {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Path real = write(elsewhere.resolve("routes.ndjson"), "10.0.0.1");
    Path file = Files.createSymbolicLink(folder.resolve("routes.ndjson"), real);
    FileSource source = open(file, SHORT);
    write(real, "10.0.0.200");
    untilLoaded();
    assertThat(backend(source)).isEqualTo("10.0.0.200");
  }

  @Test
  void keepsTheOldTableWhenTheFileIsBroken() throws Exception {
    Path file = write("routes.ndjson", "10.0.0.1");
    FileSource source = open(file, LONG);
    Files.writeString(file, "nonsense");
    // Half-written, it was told of before and not counted.
    Eventually.holds("it is refused", source::isOutdated);
    assertThat(backend(source)).isEqualTo("10.0.0.1");
    assertThat(source.refused()).isPositive();
    write("routes.ndjson", "10.0.0.2");
    untilLoaded();
    assertThat(backend(source)).isEqualTo("10.0.0.2");
    assertThat(source.isOutdated()).isFalse();
  }

  @Test
  void keepsTheOldTableWhenTheFileIsGoneOrEmpty() throws Exception {
    Path file = write("routes.ndjson", "10.0.0.1");
    FileSource source = open(file, LONG);
    Files.delete(file);
    assertThat(untilRefused().problems()).containsExactly(file + ": there is no such file");
    Files.createFile(file);
    assertThat(untilRefused().problems())
        .singleElement()
        .asString()
        .startsWith(file + ": is empty");
    assertThat(backend(source)).isEqualTo("10.0.0.1");
    Files.writeString(file, "\n");
    untilLoaded();
    assertThat(ask(source, "a.com")).isInstanceOf(RouteLookup.Unknown.class);
  }

  @Test
  void doesNotReadAFileThatIsStillWritten() throws Exception {
    Path file = write("routes.ndjson", "10.0.0.1");
    var slow = new RoutesFileLimits(1 << 24, 1 << 20, 20, 1, Duration.ofSeconds(2), LONG);
    FileSource source = open(file, slow);
    write("routes.ndjson", "10.0.0.2");
    // Both writes lie within the two seconds that a file has to rest.
    Files.writeString(file, line("b.com", "10.0.0.3"), StandardOpenOption.APPEND);
    untilLoaded();
    assertThat(source.table().size()).isEqualTo(2);
    assertThat(source.takenOver()).isEqualTo(1);
  }

  @Test
  void aFaultDoesNotEndTheWatch() throws Exception {
    Path file = write("routes.ndjson", "10.0.0.1");
    var limits = new RoutesFileLimits(1 << 24, 1 << 20, 20, 1, SHORT, SHORT);
    var failed = new AtomicBoolean();
    var start =
        FileSource.open(
            file,
            limits,
            now::get,
            load -> {
              if (!failed.getAndSet(true)) {
                throw new IllegalStateException("as a test");
              }
              loads.add(load);
            });
    open.add(((Start.Running) start).source());
    write("routes.ndjson", "10.0.0.2");
    untilLoaded();
  }

  @Test
  void readsAgainWhenTold() throws IOException {
    Path file = write("routes.ndjson", "10.0.0.1");
    FileSource source = open(file, LONG);
    assertThat(source.reload()).isInstanceOf(Load.Loaded.class);
    assertThat(source.takenOver()).isEqualTo(1);
  }

  @Test
  void answersWhileATableIsReplaced() throws Exception {
    FileSource source = open(write("routes.ndjson", "10.0.0.1"), LONG);
    var wrong = new LinkedBlockingQueue<RouteLookup>();
    Thread asking =
        Thread.ofPlatform()
            .start(() -> {
              while (!Thread.currentThread().isInterrupted()) {
                RouteLookup lookup = ask(source, "a.com");
                if (!(lookup instanceof RouteLookup.Found)) {
                  wrong.add(lookup);
                }
              }
            });
    for (int i = 0; i < 20; i++) {
      source.reload();
    }
    asking.interrupt();
    asking.join();
    assertThat(wrong).isEmpty();
  }

  private FileSource open(Path file, Duration look) {
    return open(file, new RoutesFileLimits(1 << 24, 1 << 20, 20, 1, SHORT, look));
  }

  private FileSource open(Path file, RoutesFileLimits limits) {
    return switch (FileSource.open(file, limits, now::get, loads::add)) {
      case Start.Refused(List<String> problems) -> throw new AssertionError(problems.toString());
      case Start.Running(FileSource source) -> {
        open.add(source);
        yield source;
      }
    };
  }

  /// Waits until a table is taken over; what was refused on the way there was half-written.
  private void untilLoaded() throws InterruptedException {
    while (!(next() instanceof Load.Loaded)) {}
  }

  private Load.Refused untilRefused() throws InterruptedException {
    while (true) {
      if (next() instanceof Load.Refused refused) {
        return refused;
      }
    }
  }

  private Load next() throws InterruptedException {
    Load load = loads.poll(30, TimeUnit.SECONDS);
    assertThat(load).as("a load within 30 s").isNotNull();
    return load;
  }

  private static String backend(FileSource source) {
    return ((RouteLookup.Found) ask(source, "a.com")).route().backends().getFirst().name();
  }

  private static RouteLookup ask(FileSource source, String host) {
    var answers = new ArrayList<RouteLookup>();
    source.ask(Host.parse(host).orElseThrow(), answers::add);
    assertThat(answers).hasSize(1);
    return answers.getFirst();
  }

  private Path write(String name, String endpoint) throws IOException {
    return write(folder.resolve(name), endpoint);
  }

  private static Path write(Path file, String endpoint) throws IOException {
    return Files.writeString(file, line("a.com", endpoint));
  }

  private static String line(String host, String endpoint) {
    return "{\"host\":\"" + host + "\",\"endpoint\":\"" + endpoint + "\"}\n";
  }
}
