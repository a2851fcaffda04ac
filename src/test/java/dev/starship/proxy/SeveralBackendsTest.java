package dev.starship.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.Eventually;
import dev.starship.address.Ip;
import dev.starship.ending.Ending;
import dev.starship.events.SessionEnd;
import dev.starship.preread.ClientHelloBytes;
import dev.starship.resolving.Resolution;
import dev.starship.routing.Action;
import dev.starship.routing.Backend;
import dev.starship.routing.Balance;
import dev.starship.routing.HitLevel;
import dev.starship.routing.Route;
import dev.starship.routing.RouteLimits;
import dev.starship.routing.RouteLookup;
import dev.starship.transport.LoopCounters;
import dev.starship.transport.Transport;
import dev.starship.transport.Unheard;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Which of several backends a session comes to, and what happens when one fails.
@ParameterizedClass
@MethodSource("dev.starship.proxy.BothTransports#all")
class SeveralBackendsTest {
  private static final byte[] HELLO = ClientHelloBytes.helloTo("a.com").build();
  private static final Ip LOOPBACK = Ip.parse("127.0.0.1").orElseThrow();

  private final Transport transport;

  /// Closed when the test ends.
  private final List<Socket> unheard = new ArrayList<>();

  SeveralBackendsTest(Transport transport) {
    this.transport = transport;
  }

  private static Backend backend(int port, int priority) {
    return new Backend("127.0.0.1", LOOPBACK, port, 0, 0, 1, priority, "priority-" + priority);
  }

  private static Route route(@Nullable Balance balance, Backend... backends) {
    return new Route(
        null,
        Action.FORWARD,
        List.of(backends),
        null,
        false,
        null,
        balance,
        RouteLimits.NONE,
        null);
  }

  /// A port on which nobody listens as long as the test runs.
  private int deadPort() throws IOException {
    Socket bound = Unheard.socket();
    unheard.add(bound);
    return bound.getLocalPort();
  }

  @AfterEach
  void giveDeadPortsBack() throws IOException {
    for (Socket each : unheard) {
      each.close();
    }
  }

  private static SessionEnd oneSession(RunningProxy proxy) throws Exception {
    proxy.echoed(HELLO).close();
    SessionEnd end = proxy.nextEnd();
    assertThat(end.ending()).isEqualTo(Ending.COMPLETED);
    return end;
  }

  @Test
  void takesEachInItsTurn() throws Exception {
    try (TestBackend one = TestBackend.echo();
        TestBackend two = TestBackend.echo();
        TestBackend three = TestBackend.echo();
        RunningProxy proxy =
            new RunningProxy(transport)
                .answer(
                    "a.com",
                    route(
                        Balance.ROUND_ROBIN,
                        backend(one.port(), 0),
                        backend(two.port(), 0),
                        backend(three.port(), 0)))) {
      for (int i = 0; i < 30; i++) {
        oneSession(proxy);
      }
      // Each of the two event loops goes round by itself.
      for (TestBackend each : List.of(one, two, three)) {
        assertThat(each.connections()).isBetween(8, 12);
      }
    }
  }

  @Test
  void takesTheOneWithFewerConnectionsWhicheverLoopHasThem() throws Exception {
    try (TestBackend one = TestBackend.echo();
        TestBackend two = TestBackend.echo();
        RunningProxy proxy =
            new RunningProxy(transport)
                .answer(
                    "a.com",
                    route(
                        Balance.LEAST_CONNECTIONS,
                        backend(one.port(), 0),
                        backend(two.port(), 0)))) {
      List<Socket> open = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        open.add(proxy.echoed(HELLO));
      }
      assertThat(one.connections()).isEqualTo(5);
      for (Socket client : open) {
        client.close();
        proxy.nextEnd();
      }
      // All were counted off again: otherwise two of three would go to the same one here.
      try (Socket _ = proxy.echoed(HELLO);
          Socket _ = proxy.echoed(HELLO)) {
        assertThat(one.connections()).isEqualTo(6);
        assertThat(two.connections()).isEqualTo(6);
      }
    }
  }

  @Test
  void leadsAClientToTheSameOne() throws Exception {
    try (TestBackend one = TestBackend.echo();
        TestBackend two = TestBackend.echo();
        RunningProxy proxy =
            new RunningProxy(transport)
                .answer(
                    "a.com",
                    route(Balance.SOURCE_HASH, backend(one.port(), 0), backend(two.port(), 0)))) {
      for (int i = 0; i < 10; i++) {
        oneSession(proxy);
      }
      assertThat(List.of(one.connections(), two.connections())).containsExactlyInAnyOrder(0, 10);
    }
  }

  @Test
  void triesAnotherOneWhenOneRefuses() throws Exception {
    try (TestBackend alive = TestBackend.echo();
        RunningProxy proxy =
            new RunningProxy(transport)
                .answer(
                    "a.com",
                    route(Balance.P2C, backend(deadPort(), 0), backend(alive.port(), 0)))) {
      for (int i = 0; i < 20; i++) {
        assertThat(oneSession(proxy).backendText()).isEqualTo("127.0.0.1:" + alive.port());
      }
      assertThat(alive.connections()).isEqualTo(20);
      assertThat(proxy.proxy().retries()).isPositive();
    }
  }

  private static RunningProxy.Options impatient() {
    return RunningProxy.Options.DEFAULT.with(
        RunningProxy.backends(Duration.ofMillis(200), Duration.ofHours(1), Duration.ofSeconds(60)));
  }

  @Test
  void triesAnotherOneWhenOneDoesNotAnswer() throws Exception {
    try (FullBacklog full = new FullBacklog();
        TestBackend alive = TestBackend.echo();
        RunningProxy proxy =
            new RunningProxy(transport, impatient())
                .answer(
                    "a.com",
                    route(Balance.P2C, backend(full.port(), 0), backend(alive.port(), 1)))) {
      assertThat(oneSession(proxy).backendText()).isEqualTo("127.0.0.1:" + alive.port());
    }
  }

  @Test
  void leavesOutAnAddressThatKeepsFailingForAllHosts() throws Exception {
    int dead = deadPort();
    try (TestBackend one = TestBackend.echo();
        TestBackend two = TestBackend.echo();
        RunningProxy proxy = new RunningProxy(transport)) {
      Backend[] all = {backend(dead, 0), backend(one.port(), 0), backend(two.port(), 0)};
      proxy.answer("a.com", route(Balance.ROUND_ROBIN, all));
      for (int i = 0; proxy.proxy().ejections() == 0 && i < 100; i++) {
        oneSession(proxy);
      }
      assertThat(proxy.proxy().ejected()).isEqualTo(1);
      assertThat(proxy.proxy().retries()).isEqualTo(3);
      for (int i = 0; i < 10; i++) {
        oneSession(proxy);
      }
      assertThat(proxy.proxy().retries()).isEqualTo(3);
    }
  }

  @Test
  void goesToTheNextPriorityWhenTheFirstIsDead() throws Exception {
    try (TestBackend second = TestBackend.echo();
        RunningProxy proxy =
            new RunningProxy(transport)
                .answer(
                    "a.com",
                    route(
                        Balance.P2C,
                        backend(second.port(), 1),
                        backend(deadPort(), 0),
                        backend(deadPort(), 0)))) {
      assertThat(oneSession(proxy).cluster()).isEqualTo("priority-1");
    }
  }

  @Test
  void keepsTheLastAttemptForAnotherPriority() throws Exception {
    Backend[] all = new Backend[6];
    for (int i = 0; i < 5; i++) {
      all[i] = backend(deadPort(), 0);
    }
    try (TestBackend second = TestBackend.echo();
        RunningProxy proxy = new RunningProxy(transport)) {
      all[5] = backend(second.port(), 1);
      proxy.answer("a.com", route(Balance.P2C, all));
      assertThat(oneSession(proxy).cluster()).isEqualTo("priority-1");
      assertThat(proxy.proxy().retries()).isEqualTo(2);
    }
  }

  @Test
  void makesTheLastAttemptInThePriorityThatFailedIfNoOtherIsUsable() throws Exception {
    try (TestBackend alive = TestBackend.echo();
        RunningProxy proxy = new RunningProxy(transport)) {
      int ejected = deadPort();
      proxy.answer("a.com", route(null, backend(ejected, 0), backend(alive.port(), 1)));
      Eventually.holds(
          "the dead one is ejected",
          () -> {
            oneSession(proxy);
            return proxy.proxy().ejections() != 0;
          });
      proxy.answer(
          "a.com",
          route(
              null,
              backend(deadPort(), 0),
              backend(deadPort(), 0),
              backend(alive.port(), 0),
              backend(ejected, 1)));
      for (int i = 0; i < 10; i++) {
        assertThat(oneSession(proxy).cluster()).isEqualTo("priority-0");
      }
    }
  }

  @Test
  void givesUpAfterAFewAttempts() throws Exception {
    Backend[] dead = new Backend[5];
    for (int i = 0; i < dead.length; i++) {
      dead[i] = backend(deadPort(), i);
    }
    try (RunningProxy proxy = new RunningProxy(transport).answer("a.com", route(null, dead));
        Socket client = proxy.connect()) {
      client.getOutputStream().write(HELLO);
      assertThat(client.getInputStream().readAllBytes()).hasSize(7);
      SessionEnd end = proxy.nextEnd();
      assertThat(end.ending()).isEqualTo(Ending.BACKEND_REFUSED);
      assertThat(end.backendText()).isEqualTo("127.0.0.1:" + dead[2].port());
      assertThat(proxy.proxy().retries()).isEqualTo(2);
      assertThat(proxy.openSockets()).isZero();
    }
  }

  @Test
  void usesEveryAddressOfAName() throws Exception {
    try (TestBackend alive = TestBackend.echo()) {
      Backend withPort = new Backend("b.internal", null, alive.port(), 0, 0, 1, 0, null);
      Route route = route(Balance.ROUND_ROBIN, withPort);
      var addresses =
          List.of(Ip.parse("127.0.0.2").orElseThrow(), LOOPBACK, Ip.parse("::1").orElseThrow());
      try (RunningProxy proxy =
          new RunningProxy(
              transport,
              RunningProxy.Options.DEFAULT,
              (host, answered) -> answered.accept(found(route)),
              (name, answered) -> answered.accept(new Resolution.Resolved(addresses)))) {
        for (int i = 0; i < 10; i++) {
          assertThat(oneSession(proxy).backendText()).isEqualTo("127.0.0.1:" + alive.port());
        }
        assertThat(proxy.proxy().retries()).isPositive();
      }
    }
  }

  @Test
  void waitsForTheNameOfAnotherPriorityWhenAllOthersFail() throws Exception {
    checkWaitsForName(
        proxy -> proxy.count(LoopCounters::connects) == 1 && proxy.openSockets() == 1,
        backend(deadPort(), 0));
  }

  @Test
  void waitsForTheNameOfAnotherPriorityBeforeItsLastAttempt() throws Exception {
    checkWaitsForName(
        proxy -> proxy.count(LoopCounters::connects) == 2 && proxy.openSockets() == 1,
        backend(deadPort(), 0),
        backend(deadPort(), 0),
        backend(deadPort(), 0));
  }

  @Test
  void aNameWithoutAnAnswerLeavesTheOthersTheirTime() throws Exception {
    try (TestBackend alive = TestBackend.echo()) {
      Backend named = new Backend("b.internal", null, alive.port(), 0, 0, 1, 0, "priority-0");
      Route route = route(Balance.P2C, named, backend(alive.port(), 1));
      try (RunningProxy proxy =
          new RunningProxy(
              transport,
              impatient(),
              (host, answered) -> answered.accept(found(route)),
              (name, answered) -> {})) {
        assertThat(oneSession(proxy).cluster()).isEqualTo("priority-1");
        assertThat(proxy.proxy().retries()).isZero();
      }
    }
  }

  /// The name of the second priority has its answer only once `failed`.
  private void checkWaitsForName(Predicate<RunningProxy> failed, Backend... dead) throws Exception {
    CompletableFuture<Consumer<Resolution>> asked = new CompletableFuture<>();
    try (TestBackend alive = TestBackend.echo()) {
      List<Backend> all = new ArrayList<>(List.of(dead));
      all.add(new Backend("b.internal", null, alive.port(), 0, 0, 1, 1, "priority-1"));
      Route route = route(Balance.P2C, all.toArray(Backend[]::new));
      try (RunningProxy proxy =
              new RunningProxy(
                  transport,
                  RunningProxy.Options.DEFAULT,
                  (host, answered) -> answered.accept(found(route)),
                  (name, answered) -> asked.complete(answered));
          Socket client = proxy.connect()) {
        client.getOutputStream().write(HELLO);
        Eventually.holds("the dead ones are tried", () -> failed.test(proxy));
        asked.join().accept(new Resolution.Resolved(List.of(LOOPBACK)));
        assertThat(client.getInputStream().readNBytes(HELLO.length)).isEqualTo(HELLO);
        client.shutdownOutput();
        SessionEnd end = proxy.nextEnd();
        assertThat(end.ending()).isEqualTo(Ending.COMPLETED);
        assertThat(end.cluster()).isEqualTo("priority-1");
      }
    }
  }

  private static RouteLookup found(Route route) {
    return new RouteLookup.Found(route, 0, HitLevel.L1);
  }

  @Test
  void leavesOutAddressesThatAreNotAllowed() throws Exception {
    Backend metadata =
        new Backend(
            "169.254.169.254", Ip.parse("169.254.169.254").orElseThrow(), 80, 0, 0, 1, 0, null);
    try (TestBackend alive = TestBackend.echo();
        RunningProxy proxy =
            new RunningProxy(transport)
                .answer("a.com", route(null, metadata, backend(alive.port(), 1)))) {
      assertThat(oneSession(proxy).backendText()).isEqualTo("127.0.0.1:" + alive.port());
    }
  }
}
