package dev.starship.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.Eventually;
import dev.starship.peers.BalancerProcess.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Real servers die by SIGKILL under load and come back, and clients see as little of it as can be.
@ParameterizedClass
@EnumSource(Transport.class)
@SuppressWarnings("NullAway.Init") // JUnit sets the fields.
class SickBackendsIT {
  private static final int CLIENTS = 8;

  @TempDir static Path folder;
  @Parameter Transport transport;

  /// One server that tells its name.
  private record Server(String name, int port) {
    Program start() throws Exception {
      Path home = Files.createTempDirectory(folder, name);
      return Nginx.http(
          home,
          """
          access_log off;
          server { listen 127.0.0.1:%d; location / { return 200 "%s"; } }
          """
              .formatted(port, name));
    }

    String endpoint(int priority) {
      return "{\"address\": \"127.0.0.1:%d\", \"priority\": %d, \"cluster\": \"%s\"}"
          .formatted(port, priority, name);
    }
  }

  private static List<Server> servers(String... names) throws IOException {
    List<Integer> ports = Ports.free(names.length);
    List<Server> servers = new ArrayList<>();
    for (String name : names) {
      servers.add(new Server(name, ports.get(servers.size())));
    }
    return servers;
  }

  /// One whose ejections end soon, each by a slow start that takes so long.
  private BalancerProcess balancer(String slowStart, String... endpoints) throws Exception {
    return BalancerProcess.serve(
        folder,
        transport,
        "{\"host\": \"a.com\", \"endpoints\": [" + String.join(", ", endpoints) + "]}\n",
        "backends: { allow: [127.0.0.0/8], health: { ejectFor: 300ms, ejectAtMost: 600ms, slowStart: "
            + slowStart
            + " } }");
  }

  /// Ends them without a warning, as good as at once.
  private static void kill(List<Program> programs) throws Exception {
    for (Program program : programs) {
      program.signal("KILL");
    }
    for (Program program : programs) {
      program.awaitExit();
    }
  }

  private static int ejected(BalancerProcess balancer) throws Exception {
    return (int) balancer.metric("starship_backends_ejected");
  }

  /// Nobody heard of a connect that failed: only who was on a server when it died had to notice.
  private static void checkEndings(BalancerProcess balancer) {
    assertThat(balancer.program().lines()).noneMatch(line -> line.contains("backend_refused"));
  }

  /// Clients that connect anew all the time.
  private static final class Load implements AutoCloseable {
    private static final Executor VIRTUAL_THREADS = task -> Thread.ofVirtual().start(task);

    private final AtomicBoolean stop = new AtomicBoolean();
    private final List<CompletableFuture<Void>> clients = new ArrayList<>();

    /// What sessions got that began since [#next] was called last.
    private volatile Queue<String> answers = new ConcurrentLinkedQueue<>();

    /// Failures of sessions that began while the dead were not yet [#ejected].
    private final Queue<String> noticed = new ConcurrentLinkedQueue<>();

    /// Failures of sessions that began later.
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();

    private volatile boolean ejected;

    Load(BalancerProcess balancer) {
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(CompletableFuture.runAsync(() -> ask(balancer), VIRTUAL_THREADS));
      }
    }

    private void ask(BalancerProcess balancer) {
      while (!stop.get()) {
        Queue<String> served = answers;
        Queue<String> failed = ejected ? failures : noticed;
        String answer = balancer.ask("a.com");
        (answer.startsWith("not served") ? failed : served).add(answer);
      }
    }

    /// Waits for `count` answers to sessions that begin now; how many came from each server.
    Map<String, Long> next(int count) throws Exception {
      answers = new ConcurrentLinkedQueue<>();
      Eventually.holds("clients got " + count + " answers", () -> answers.size() >= count);
      return answers.stream()
          .limit(count)
          .collect(Collectors.groupingBy(name -> name, Collectors.counting()));
    }

    @Override
    public void close() {
      stop.set(true);
      clients.forEach(CompletableFuture::join);
    }
  }

  @Test
  void oneOfThreeDiesUnderLoadAndComesBackSlowly() throws Exception {
    List<Server> three = servers("one", "two", "three");
    Program one = three.get(0).start();
    try (Program two = three.get(1).start();
        Program third = three.get(2).start();
        BalancerProcess balancer =
            balancer("1h", three.stream().map(it -> it.endpoint(0)).toArray(String[]::new));
        Load load = new Load(balancer)) {
      assertThat(load.next(300)).containsOnlyKeys("one", "two", "three");
      assertThat(load.noticed).isEmpty();

      kill(List.of(one));
      Eventually.counts("ejected, the dead server", 1, () -> ejected(balancer));
      load.ejected = true;
      assertThat(load.next(500)).containsOnlyKeys("two", "three");

      one = three.get(0).start();
      Eventually.holds("it serves again", () -> load.answers.contains("one"));
      // One that takes an hour to come back gets little, and far less than the third it had.
      assertThat(load.next(2_000).getOrDefault("one", 0L)).isBetween(1L, 2_000L / 6);
      assertThat(load.noticed).hasSizeLessThanOrEqualTo(CLIENTS);
      assertThat(load.failures).isEmpty();
      checkEndings(balancer);
      assertThat(two.lines()).noneMatch(line -> line.contains("[alert]"));
      assertThat(third.lines()).noneMatch(line -> line.contains("[alert]"));
    } finally {
      one.close();
    }
  }

  @Test
  void aWholeClusterDiesUnderLoadAndAnotherTakesOverAndGivesBack() throws Exception {
    List<Server> first = servers("one", "two", "three");
    Server second = servers("second").getFirst();
    List<Program> running = new ArrayList<>();
    List<String> endpoints = new ArrayList<>(List.of(second.endpoint(1)));
    for (Server server : first) {
      running.add(server.start());
      endpoints.add(server.endpoint(0));
    }
    try (Program reserve = second.start();
        BalancerProcess balancer = balancer("1s", endpoints.toArray(String[]::new));
        Load load = new Load(balancer)) {
      assertThat(load.next(300)).containsOnlyKeys("one", "two", "three");
      assertThat(load.noticed).isEmpty();

      kill(running);
      Eventually.counts("ejected, all", first.size(), () -> ejected(balancer));
      load.ejected = true;
      assertThat(load.next(300)).containsOnlyKeys("second");
      long ejections = balancer.metric("starship_backend_ejections_total");
      Eventually.holds(
          "they were tried again in vain",
          () -> balancer.metric("starship_backend_ejections_total") >= ejections + 6);

      running.clear();
      for (Server server : first) {
        running.add(server.start());
      }
      Eventually.holds(
          "the first cluster has all of its sessions, evenly",
          () -> {
            Map<String, Long> served = load.next(300);
            return served.keySet().equals(Set.of("one", "two", "three"))
                && served.values().stream().allMatch(count -> count > 300 / 5);
          });
      // A client may have been on each of them when it died.
      assertThat(load.noticed).hasSizeLessThanOrEqualTo(CLIENTS * first.size());
      assertThat(load.failures).isEmpty();
      checkEndings(balancer);
      balancer.awaitSession("\"cluster\":\"second\"");
      assertThat(reserve.lines()).noneMatch(line -> line.contains("[alert]"));
    } finally {
      running.forEach(Program::close);
    }
  }
}
