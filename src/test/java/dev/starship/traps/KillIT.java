package dev.starship.traps;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// A balancer that is killed while its API is dead routes every host that it knew.
@ParameterizedClass
@ValueSource(strings = {Balancer.EPOLL, Balancer.NIO})
class KillIT {
  private static final int HOSTS = 500;
  private static final int CLIENTS = 50;

  @TempDir Path folder;

  private ScriptedApi api;
  private Cluster alpha;
  private Path snapshot;
  private final List<String> hosts =
      IntStream.range(0, HOSTS).mapToObj(i -> "host" + i + ".example.com").toList();

  private final String transport;

  KillIT(String transport) {
    this.transport = transport;
  }

  @BeforeEach
  void startApiAndCluster() throws Exception {
    api = new ScriptedApi();
    alpha = new Cluster("alpha");
    api.onAll(Reaction.to(alpha));
    snapshot = folder.resolve("snapshot");
  }

  @AfterEach
  void stop() throws Exception {
    api.close();
    alpha.close();
  }

  @Test
  void everyHostKnownIsRoutedAfterKillsWithTheApiDead() throws Exception {
    try (ChildBalancer first = start()) {
      visitAll(first, "alpha by source");
      Eventually.holds(
          "all are on disk", () -> first.balancer().lookupEvents("snapshot_written") >= HOSTS);
      first.kill();
    }
    api.refuse();
    try (ChildBalancer second = start()) {
      assertThat(second.balancer().visit(hosts.getLast())).isEqualTo("alpha by snapshot");
      second.kill();
    }
    try (ChildBalancer third = start()) {
      visitAll(third, "alpha by snapshot");
      assertThat(third.balancer().visit("never-known.com"))
          .isEqualTo("alert 80 by lookup_unavailable");

      api.accept();
      Eventually.sees(
          "the API is used again",
          () -> third.balancer().visit(hosts.getFirst()),
          "alpha by source"::equals);
    }
  }

  @Test
  void aSnapshotThatIsNoneIsSetAsideWithOneWarningAndANewOneBegun() throws Exception {
    Files.write(snapshot, "this is not the file you are looking for\n".repeat(500).getBytes(UTF_8));
    try (ChildBalancer first = start()) {
      assertThat(first.balancer().visit("a.com")).isEqualTo("alpha by source");
      assertThat(warnings(first)).hasSize(1).first().asString().contains("snapshot");
      Eventually.holds(
          "a.com is on disk", () -> first.balancer().lookupEvents("snapshot_written") >= 1);
      first.kill();
    }
    api.refuse();
    try (ChildBalancer second = start()) {
      assertThat(second.balancer().visit("a.com")).isEqualTo("alpha by snapshot");
    }
  }

  /// A life of 1 ms: each answer has to be confirmed, so that `l1` stands for no host.
  private ChildBalancer start() throws Exception {
    String cache = "ttl: 1ms, freshWait: 20s, snapshot: \"" + snapshot + "\"";
    return ChildBalancer.start(folder, transport, api.routes(cache));
  }

  private void visitAll(ChildBalancer child, String expected) throws Exception {
    for (int from = 0; from < HOSTS; from += CLIENTS) {
      assertThat(Crowd.visit(child.balancer(), hosts.subList(from, from + CLIENTS)))
          .containsOnly(expected);
    }
  }

  private static List<String> warnings(ChildBalancer child) throws IOException {
    return child.operatorLog().stream().filter(line -> line.contains(" WARN ")).toList();
  }
}
