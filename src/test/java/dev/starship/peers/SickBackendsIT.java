package dev.starship.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.peers.BalancerProcess.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
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
  private static final String QUICK =
      "backends: { allow: [127.0.0.0/8], health: { ejectFor: 300ms, ejectAtMost: 600ms, slowStart: 1s } }";

  @TempDir static Path folder;
  @Parameter Transport transport;

  /// One server that tells its name.
  private record Server(String name, int port) {
    Program start() throws Exception {
      Path home = Files.createTempDirectory(folder, name);
      return NginxBackend.run(
          home,
          """
          daemon off;
          master_process off;
          pid nginx.pid;
          error_log stderr notice;
          events { }
          http {
            access_log off;
            server { listen 127.0.0.1:%d; location / { return 200 "%s"; } }
          }
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

  private static String route(String... endpoints) {
    return "{\"host\": \"a.com\", \"endpoints\": [" + String.join(", ", endpoints) + "]}\n";
  }

  private static boolean isEjected(BalancerProcess balancer) throws Exception {
    return balancer.metric("starship_backends_ejected") == 1;
  }

  /// Clients that connect anew all the time.
  private static final class Load implements AutoCloseable {
    private static final Executor VIRTUAL_THREADS = task -> Thread.ofVirtual().start(task);

    private final AtomicBoolean stop = new AtomicBoolean();
    private final List<CompletableFuture<Void>> clients = new ArrayList<>();
    private final ConcurrentLinkedQueue<String> answers = new ConcurrentLinkedQueue<>();

    Load(BalancerProcess balancer) {
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(CompletableFuture.runAsync(() -> ask(balancer, stop), VIRTUAL_THREADS));
      }
    }

    private void ask(BalancerProcess balancer, AtomicBoolean stopped) {
      while (!stopped.get()) {
        answers.add(balancer.ask("a.com"));
      }
    }

    /// Waits for `count` further answers, and returns those that came from now on.
    List<String> next(int count) throws Exception {
      answers.clear();
      Patience.until("clients got " + count + " answers", () -> answers.size() >= count);
      return List.copyOf(answers);
    }

    static List<String> failures(List<String> answers) {
      return answers.stream().filter(answer -> answer.startsWith("not served")).toList();
    }

    @Override
    public void close() {
      stop.set(true);
      clients.forEach(CompletableFuture::join);
    }
  }

  @Test
  void oneOfThreeDiesUnderLoadAndComesBack() throws Exception {
    List<Server> three = servers("one", "two", "three");
    Program one = three.get(0).start();
    try (Program two = three.get(1).start();
        Program third = three.get(2).start();
        BalancerProcess balancer =
            BalancerProcess.serve(
                folder,
                transport,
                route(three.stream().map(it -> it.endpoint(0)).toArray(String[]::new)),
                QUICK);
        Load load = new Load(balancer)) {
      assertThat(load.next(300)).contains("one", "two", "three");

      load.answers.clear();
      one.signal("KILL");
      one.awaitExit();
      Patience.until("the dead server is ejected", () -> isEjected(balancer));
      // Only who was on it when it died may have noticed.
      assertThat(Load.failures(List.copyOf(load.answers))).hasSizeLessThanOrEqualTo(CLIENTS);

      List<String> after = load.next(500);
      assertThat(Load.failures(after)).isEmpty();
      assertThat(after).contains("two", "three").doesNotContain("one");

      one = three.get(0).start();
      load.answers.clear();
      Patience.until("it serves again", () -> load.answers.contains("one"));
      assertThat(Load.failures(List.copyOf(load.answers))).isEmpty();
      assertThat(two.lines()).noneMatch(line -> line.contains("[alert]"));
      assertThat(third.lines()).noneMatch(line -> line.contains("[alert]"));
    } finally {
      one.close();
    }
  }

  @Test
  void theSecondClusterTakesOverAndGivesBack() throws Exception {
    List<Server> both = servers("first", "second");
    Program first = both.get(0).start();
    try (Program second = both.get(1).start();
        BalancerProcess balancer =
            BalancerProcess.serve(
                folder,
                transport,
                route(both.get(0).endpoint(0), both.get(1).endpoint(1)),
                QUICK)) {
      assertThat(balancer.ask("a.com")).isEqualTo("first");
      first.signal("KILL");
      first.awaitExit();
      for (int i = 0; i < 20; i++) {
        assertThat(balancer.ask("a.com")).isEqualTo("second");
      }
      first = both.get(0).start();
      Patience.until("the first cluster serves again", () -> balancer.ask("a.com").equals("first"));
      balancer.awaitSession("\"cluster\":\"second\"");
      assertThat(second.lines()).noneMatch(line -> line.contains("[alert]"));
    } finally {
      first.close();
    }
  }
}
