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
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// A backend whose name has addresses of both families: the first that takes its time is joined by
/// one of the other, and whichever connects serves the session. The port is always one that IPv4
/// has to give: next to nobody uses `::1`, so it is free there too.
@ParameterizedClass
@MethodSource("dev.starship.proxy.BothTransports#all")
class RaceTest {
  private static final byte[] HELLO = ClientHelloBytes.helloTo("a.com").build();
  private static final String V4 = "127.0.0.1";
  private static final String V6 = "::1";
  private static final RunningProxy.Options BOTH =
      RunningProxy.Options.DEFAULT.onOneLoop().allowing("127.0.0.0/8", "::1/128");

  /// A connect to a queue that was full for a while takes until the system tries again: one second
  /// at best, three if the test was slow.
  private static final RunningProxy.Options PATIENT =
      BOTH.with(
          RunningProxy.backends(
              RunningProxy.PATIENCE, Duration.ofHours(1), Duration.ofSeconds(60)));

  private final Transport transport;

  RaceTest(Transport transport) {
    this.transport = transport;
  }

  /// Sends all hosts to a backend whose name has these addresses; the first one is taken first.
  private RunningProxy proxy(RunningProxy.Options options, int port, String... addresses) {
    Backend named = new Backend("b.internal", null, port, 0, 0, 1, 0, null);
    Route route =
        new Route(
            null,
            Action.FORWARD,
            List.of(named),
            null,
            false,
            null,
            Balance.ROUND_ROBIN,
            RouteLimits.NONE,
            null);
    List<Ip> ips = Stream.of(addresses).map(text -> Ip.parse(text).orElseThrow()).toList();
    return new RunningProxy(
        transport,
        options,
        (_, answered) -> answered.accept(new RouteLookup.Found(route, 0, HitLevel.L1)),
        (_, answered) -> answered.accept(new Resolution.Resolved(ips)));
  }

  private static SessionEnd oneSession(RunningProxy proxy) throws Exception {
    proxy.echoed(HELLO).close();
    SessionEnd end = proxy.nextEnd();
    assertThat(end.ending()).isEqualTo(Ending.COMPLETED);
    return end;
  }

  @Test
  void ipv6ServesWhereIpv4LeadsNowhere() throws Exception {
    try (FullBacklog full = new FullBacklog(V4, 0);
        TestBackend alive = TestBackend.echoOn(V6, full.port());
        RunningProxy proxy = proxy(BOTH, alive.port(), V4, V6)) {
      checkServed(proxy, alive, "[::1]:");
    }
  }

  @Test
  void ipv4ServesWhereIpv6LeadsNowhere() throws Exception {
    try (TestBackend alive = TestBackend.echo();
        FullBacklog full = new FullBacklog(V6, alive.port());
        RunningProxy proxy = proxy(BOTH, full.port(), V6, V4)) {
      checkServed(proxy, alive, "127.0.0.1:");
    }
  }

  private static void checkServed(RunningProxy proxy, TestBackend alive, String ip)
      throws Exception {
    assertThat(oneSession(proxy).backendText()).isEqualTo(ip + alive.port());
    assertThat(proxy.proxy().lostRaces()).isOne();
    // The one that lost has not failed. It stands behind, so that nobody has to race again.
    for (int i = 0; i < 10; i++) {
      assertThat(oneSession(proxy).backendText()).isEqualTo(ip + alive.port());
    }
    assertThat(alive.connections()).isEqualTo(11);
    assertThat(proxy.proxy().lostRaces()).isOne();
    assertThat(proxy.proxy().retries()).isZero();
    assertThat(proxy.proxy().ejections()).isZero();
    assertThat(proxy.openSockets()).isZero();
    assertThat(proxy.runningTimers()).isZero();
  }

  @Test
  void bothFamiliesGetTheirShareWhereBothConnect() throws Exception {
    try (TestBackend v4 = TestBackend.echo();
        TestBackend v6 = TestBackend.echoOn(V6, v4.port());
        RunningProxy proxy = proxy(BOTH, v4.port(), V4, V6)) {
      for (int i = 0; i < 10; i++) {
        oneSession(proxy);
      }
      assertThat(v4.connections()).isEqualTo(5);
      assertThat(v6.connections()).isEqualTo(5);
      assertThat(proxy.proxy().lostRaces() + proxy.proxy().wonRaces()).isZero();
    }
  }

  @Test
  void aFamilyThatFailsAtOnceGivesWayAtOnceAndIsLeftOut() throws Exception {
    try (TestBackend v4 = TestBackend.echo();
        RunningProxy proxy = proxy(BOTH, v4.port(), V6, V4)) {
      for (int i = 0; i < 10; i++) {
        assertThat(oneSession(proxy).backendText()).isEqualTo("127.0.0.1:" + v4.port());
      }
      assertThat(proxy.proxy().retries()).isEqualTo(3);
      assertThat(proxy.proxy().ejections()).isOne();
      assertThat(proxy.proxy().lostRaces()).isZero();
    }
  }

  @Test
  void whenTheSecondFailsTheFirstIsWaitedFor() throws Exception {
    // The first has room again only after the second was refused.
    try (FullBacklog full = new FullBacklog(V4, 0);
        RunningProxy proxy = proxy(PATIENT, full.port(), V4, V6);
        Socket client = proxy.connect()) {
      client.getOutputStream().write(HELLO);
      Eventually.holds("a second connect", () -> proxy.count(LoopCounters::connects) >= 2);
      full.serveAll();
      assertThat(client.getInputStream().readNBytes(HELLO.length)).isEqualTo(HELLO);
      client.shutdownOutput();
      SessionEnd end = proxy.nextEnd();
      assertThat(end.ending()).isEqualTo(Ending.COMPLETED);
      assertThat(end.backendText()).isEqualTo("127.0.0.1:" + full.port());
      assertThat(proxy.proxy().retries()).isZero();
    }
  }

  @Test
  void theFirstMayStillWin() throws Exception {
    try (FullBacklog full = new FullBacklog(V4, 0);
        FullBacklog alsoFull = new FullBacklog(V6, full.port());
        RunningProxy proxy = proxy(PATIENT, full.port(), V4, V6);
        Socket client = proxy.connect()) {
      client.getOutputStream().write(HELLO);
      Eventually.holds("a second connect", () -> proxy.count(LoopCounters::connects) >= 2);
      full.serveAll();
      assertThat(client.getInputStream().readNBytes(HELLO.length)).isEqualTo(HELLO);
      assertThat(proxy.proxy().wonRaces()).isOne();
      assertThat(proxy.openSockets()).isEqualTo(2);
      client.shutdownOutput();
      assertThat(proxy.nextEnd().backendText()).isEqualTo("127.0.0.1:" + alsoFull.port());
    }
  }

  @Test
  void whenNeitherConnectsInTimeTheSessionIsRefused() throws Exception {
    // Long enough for the second to begin in time.
    RunningProxy.Options impatient =
        BOTH.with(
            RunningProxy.backends(
                Duration.ofSeconds(2), Duration.ofHours(1), Duration.ofSeconds(60)));
    try (FullBacklog full = new FullBacklog(V4, 0);
        FullBacklog alsoFull = new FullBacklog(V6, full.port());
        RunningProxy proxy = proxy(impatient, alsoFull.port(), V4, V6);
        Socket client = proxy.connect()) {
      client.getOutputStream().write(HELLO);
      assertThat(client.getInputStream().readAllBytes()).hasSize(7);
      assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.BACKEND_CONNECT_TIMEOUT);
      assertThat(proxy.count(LoopCounters::connects)).isEqualTo(2);
      assertThat(proxy.openSockets()).isZero();
    }
  }

  @Test
  void aSessionThatIsCutInARaceLeavesNothingOpen() throws Exception {
    try (FullBacklog full = new FullBacklog(V4, 0);
        FullBacklog alsoFull = new FullBacklog(V6, full.port());
        RunningProxy proxy = proxy(BOTH, alsoFull.port(), V4, V6);
        Socket client = proxy.connect()) {
      client.getOutputStream().write(HELLO);
      Eventually.holds("a second connect", () -> proxy.count(LoopCounters::connects) >= 2);
      assertThat(proxy.proxy().drain(Duration.ZERO)).isOne();
      assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.DRAINED);
      assertThat(proxy.openSockets()).isZero();
      assertThat(proxy.runningTimers()).isZero();
    }
  }
}
