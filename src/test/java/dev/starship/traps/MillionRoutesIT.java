package dev.starship.traps;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.Eventually;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// A million routes that have nothing in common, in a process of their own: what they cost, and
/// what clients notice when all of them change.
@ParameterizedClass
@ValueSource(strings = {Balancer.EPOLL, Balancer.NIO})
class MillionRoutesIT {
  private static final int ROUTES = 1_000_000;
  private static final long MAX_TABLE_BYTES = 300L << 20;

  private static final List<String> HOSTS =
      List.of("first.example.org", "deep.in.wildcard.example.org", "last.example.org");

  @TempDir Path folder;

  private final String transport;

  MillionRoutesIT(String transport) {
    this.transport = transport;
  }

  private record Memory(long heap, long resident) {}

  @Test
  void theyFitIntoTheirMemoryAndAreReplacedWhileSessionsGoOn() throws Exception {
    Path file = folder.resolve("routes.ndjson");
    String routes = "{ source: { file: { path: \"" + file + "\" } } }";
    Files.writeString(file, "\n");
    Memory empty;
    try (ChildBalancer child = ChildBalancer.start(folder, transport, routes)) {
      empty = measure(child);
    }
    try (Cluster alpha = new Cluster("alpha");
        Cluster beta = new Cluster("beta")) {
      writeRoutes(file, alpha);
      long began = System.nanoTime();
      try (ChildBalancer child = ChildBalancer.start(folder, transport, routes)) {
        report(
            "ready after %d ms and %d ms of CPU, peak %d MiB resident",
            TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began),
            child.cpuTime().toMillis(),
            child.memory("VmHWM") >> 20);
        assertThat(child.balancer().metric("starship_file_routes")).isEqualTo(ROUTES);
        assertFits(empty, measure(child));
        assertThat(Crowd.visit(child.balancer(), HOSTS)).containsOnly("alpha by source");
        assertThat(child.balancer().tls("wildcard.example.org")).isEqualTo("alert 112");

        Path changed = folder.resolve("changed");
        writeRoutes(changed, beta);
        Files.move(changed, file, StandardCopyOption.ATOMIC_MOVE);
        visitUntilTakenOver(child.balancer());
        assertThat(Crowd.visit(child.balancer(), HOSTS)).containsOnly("beta by source");
        Memory replaced = measure(child);
        report(
            "resident %d MiB, %d MiB when empty",
            replaced.resident() >> 20, empty.resident() >> 20);
        assertThat(replaced.heap() - empty.heap()).isLessThan(MAX_TABLE_BYTES);
      }
    }
  }

  private static Memory measure(ChildBalancer child) throws Exception {
    child.collectGarbage();
    return new Memory(
        child.balancer().metric("jvm_memory_used_bytes{area=\"heap\"}"), child.memory("VmRSS"));
  }

  private static void assertFits(Memory empty, Memory full) {
    long heap = full.heap() - empty.heap();
    long resident = full.resident() - empty.resident();
    report("the table: %d MiB of heap, %d MiB resident", heap >> 20, resident >> 20);
    assertThat(heap).isBetween(1L << 20, MAX_TABLE_BYTES);
    assertThat(resident).isLessThan(MAX_TABLE_BYTES);
  }

  /// One client after the other, each of which is served. How long they take depends on who else
  /// wants the core, so that is only told.
  private static void visitUntilTakenOver(Balancer balancer) {
    LongSummaryStatistics nanos = new LongSummaryStatistics();
    Eventually.sees(
        "the new routes are taken over",
        () -> {
          long began = System.nanoTime();
          String said = balancer.tls(HOSTS.get((int) nanos.getCount() % HOSTS.size()));
          nanos.accept(System.nanoTime() - began);
          assertThat(said).isIn("alpha", "beta");
          return said;
        },
        "beta"::equals);
    report(
        "%d sessions meanwhile, none failed, the longest %d ms",
        nanos.getCount(), TimeUnit.NANOSECONDS.toMillis(nanos.getMax()));
  }

  /// The hosts of the test lead to `cluster`, first, in the middle and last.
  private static void writeRoutes(Path file, Cluster cluster) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
      write(out, cluster.route("first.example.org"));
      for (int i = 0; i < ROUTES - 3; i++) {
        if (i == ROUTES / 2) {
          write(out, cluster.route("*.wildcard.example.org"));
        }
        String address = "10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255);
        write(
            out,
            "{\"app\":\"App number "
                + i
                + "\",\"host\":\"host-"
                + i
                + ".tenant"
                + i % 1000
                + ".example.com\",\"endpoint\":\""
                + address
                + ":8443\"}\n");
      }
      write(out, cluster.route("last.example.org"));
    }
  }

  private static void write(OutputStream out, String line) throws IOException {
    out.write(line.getBytes(ISO_8859_1));
  }

  private static void report(String format, Object... values) {
    System.out.printf("a million routes: " + format + "%n", values);
  }
}
