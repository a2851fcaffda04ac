package dev.starship.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.Eventually;
import dev.starship.routing.Action;
import dev.starship.routing.Backend;
import dev.starship.routing.Balance;
import dev.starship.routing.Route;
import dev.starship.routing.RouteLimits;
import dev.starship.transport.Transport;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Negotiate and NTLM tell a backend once for a connection who its client is: it serves that client
/// and no other, and that client stays with it.
@ParameterizedClass
@MethodSource("dev.starship.proxy.BothTransports#all")
class AuthenticatedConnectionTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final String PROOF =
      "GET / HTTP/1.1\r\nHost: a.com\r\nAuthorization: Negotiate abc=\r\n\r\n";
  private static final RunningProxy.Options OPTIONS =
      RunningProxy.Options.DEFAULT.onOneLoop().with(new PoolLimits(1_000, 100, LONG, LONG));

  private final Transport transport;

  AuthenticatedConnectionTest(Transport transport) {
    this.transport = transport;
  }

  private static Route route(Balance balance, TestBackend... equals) {
    List<Backend> all =
        Stream.of(equals)
            .flatMap(each -> TestBackend.inOrder(null, each).backends().stream())
            .toList();
    return new Route(null, Action.FORWARD, all, null, false, null, balance, RouteLimits.NONE, null);
  }

  @ParameterizedTest
  @ValueSource(strings = {"WWW-Authenticate: Negotiate", "WWW-Authenticate: NTLM"})
  void aConnectionThatAuthenticatesServesNoOtherClient(String field) throws Exception {
    AtomicInteger connections = new AtomicInteger();
    try (TestBackend backend =
            TestBackend.running(connection -> {
              int number = connections.incrementAndGet();
              InputStream in = connection.getInputStream();
              while (TestBackend.readHead(in).length > 0) {
                String answer =
                    "HTTP/1.1 401 No\r\n" + field + "\r\nContent-Length: 1\r\n\r\n" + number;
                connection.getOutputStream().write(answer.getBytes(ISO_8859_1));
              }
            });
        RunningProxy proxy = new RunningProxy(transport, OPTIONS).route("a.com", backend.port())) {
      try (TestClient one = proxy.client();
          TestClient two = proxy.client()) {
        for (int i = 0; i < 3; i++) {
          assertThat(one.get("a.com", "/").response()).endsWith("\r\n\r\n1");
          assertThat(two.get("a.com", "/").response()).endsWith("\r\n\r\n2");
        }
      }
      Eventually.counts(
          "kept connections that nobody needs", 2, proxy.proxy().poolCounters()::notNeeded);
      assertThat(proxy.proxy().poolCounters().idle()).isZero();
      assertThat(TestClient.get(proxy, "a.com", "/")).endsWith("\r\n\r\n3");
    }
  }

  @Test
  void whatItsClientHasAuthenticatedWaitsAsLongAsTheClient() throws Exception {
    PoolLimits hasty = new PoolLimits(1_000, 100, Duration.ofMillis(50), LONG);
    try (TestBackend backend = TestBackend.saying("alpha");
        RunningProxy proxy =
            new RunningProxy(transport, OPTIONS.with(hasty)).route("a.com", backend.port());
        TestClient client = proxy.client()) {
      client.send(PROOF);
      assertThat(client.response()).endsWith("alpha GET /");
      TestClient.get(proxy, "a.com", "/");
      Eventually.counts(
          "kept connections that waited too long", 1, proxy.proxy().poolCounters()::timedOut);
      assertThat(client.get("a.com", "/").response()).endsWith("alpha GET /");
      assertThat(backend.connections()).isEqualTo(2);
    }
  }

  @Test
  void aConnectionWhoseRequestProvesWhoAsksServesNoOtherClient() throws Exception {
    try (TestBackend backend = TestBackend.saying("alpha");
        RunningProxy proxy = new RunningProxy(transport, OPTIONS).route("a.com", backend.port());
        TestClient client = proxy.client()) {
      client.send(PROOF);
      assertThat(client.response()).endsWith("alpha GET /");
      Eventually.counts("kept connections", 1, proxy.proxy().poolCounters()::idle);
      assertThat(TestClient.get(proxy, "a.com", "/")).endsWith("alpha GET /");
      assertThat(backend.connections()).isEqualTo(2);
    }
  }

  @Test
  void otherHostsOfSuchAClientShareConnectionsAsEver() throws Exception {
    try (TestBackend proving = TestBackend.saying("alpha");
        TestBackend shared = TestBackend.saying("beta");
        RunningProxy proxy =
            new RunningProxy(transport, OPTIONS)
                .route("a.com", proving.port())
                .route("b.com", shared.port());
        TestClient client = proxy.client()) {
      client.send(PROOF);
      assertThat(client.response()).endsWith("alpha GET /");
      assertThat(client.get("b.com", "/").response()).endsWith("beta GET /");
      Eventually.counts("kept connections", 2, proxy.proxy().poolCounters()::idle);
      assertThat(TestClient.get(proxy, "b.com", "/")).endsWith("beta GET /");
      assertThat(client.get("a.com", "/").response()).endsWith("alpha GET /");
      assertThat(shared.connections()).isOne();
      assertThat(proving.connections()).isOne();
    }
  }

  @Test
  void whatOneKindOfClientsKeepsDoesNotKeepOutTheOthers() throws Exception {
    PoolLimits few = new PoolLimits(2, 100, LONG, LONG);
    try (TestBackend proving = TestBackend.saying("alpha");
        TestBackend shared = TestBackend.saying("beta");
        RunningProxy proxy =
            new RunningProxy(transport, OPTIONS.with(few))
                .route("a.com", proving.port())
                .route("b.com", shared.port());
        TestClient one = proxy.client();
        TestClient two = proxy.client()) {
      one.send(PROOF);
      assertThat(one.response()).endsWith("alpha GET /");
      two.send(PROOF);
      assertThat(two.response()).endsWith("alpha GET /");
      Eventually.counts("kept connections", 2, proxy.proxy().poolCounters()::idle);
      for (int i = 0; i < 3; i++) {
        assertThat(TestClient.get(proxy, "b.com", "/")).endsWith("beta GET /");
      }
      assertThat(shared.connections()).isOne();
    }
  }

  /// The others know nothing of the client.
  @ParameterizedTest
  @EnumSource(Balance.class)
  void aClientThatAuthenticatesItsConnectionStaysWithIt(Balance balance) throws Exception {
    try (TestBackend one = TestBackend.saying("one");
        TestBackend two = TestBackend.saying("two");
        RunningProxy proxy = new RunningProxy(transport).answer("a.com", route(balance, one, two));
        TestClient client = proxy.client()) {
      client.send(PROOF);
      String first = body(client.response());
      for (int i = 0; i < 20; i++) {
        assertThat(body(client.get("a.com", "/").response())).isEqualTo(first);
      }
      assertThat(one.connections() + two.connections()).isOne();
    }
  }

  /// Heads differ in their second.
  private static String body(String response) {
    return response.substring(response.indexOf("\r\n\r\n"));
  }
}
