package dev.starship.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.Eventually;
import dev.starship.ending.Ending;
import dev.starship.routing.Backend;
import dev.starship.routing.HitLevel;
import dev.starship.routing.Lookups;
import dev.starship.routing.Route;
import dev.starship.routing.RouteLookup;
import dev.starship.transport.Transport;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Which connections to backends carry another request, and which never do.
@ParameterizedClass
@MethodSource("dev.starship.proxy.BothTransports#all")
class BackendPoolTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final RunningProxy.Options OPTIONS =
      RunningProxy.Options.DEFAULT.onOneLoop().with(new PoolLimits(1_000, 100, LONG, LONG));

  private final Transport transport;

  BackendPoolTest(Transport transport) {
    this.transport = transport;
  }

  @Test
  void anotherClientsRequestForTheSameHostUsesTheConnection() throws Exception {
    try (TestBackend backend = TestBackend.saying("alpha");
        RunningProxy proxy = new RunningProxy(transport, OPTIONS).route("a.com", backend.port())) {
      for (int i = 0; i < 5; i++) {
        assertThat(TestClient.get(proxy, "a.com", "/")).endsWith("alpha GET /");
        Eventually.counts("kept connections", 1, proxy.proxy().poolCounters()::idle);
      }
      assertThat(backend.connections()).isOne();
      assertThat(proxy.proxy().poolCounters().reused()).isEqualTo(4);
    }
  }

  @Test
  void anotherHostOfTheSameBackendHasItsOwnConnection() throws Exception {
    try (TestBackend backend = TestBackend.saying("both");
        RunningProxy proxy =
            new RunningProxy(transport, OPTIONS)
                .route("a.com", backend.port())
                .route("b.com", backend.port());
        TestClient client = proxy.client()) {
      for (String host : new String[] {"a.com", "b.com", "a.com", "b.com"}) {
        assertThat(client.get(host, "/").response()).endsWith("both GET /");
      }
      assertThat(backend.connections()).isEqualTo(2);
    }
  }

  @Test
  void unknownHostsShareTheConnectionToTheCatchAll() throws Exception {
    try (TestBackend backend = TestBackend.saying("caught")) {
      Backend catchAll = Backend.parse("127.0.0.1:" + backend.port()).orElseThrow();
      RunningProxy.Options options = OPTIONS.with(new UnknownSettings(catchAll, null));
      try (RunningProxy proxy = new RunningProxy(transport, options);
          TestClient client = proxy.client()) {
        for (int i = 0; i < 3; i++) {
          assertThat(client.get("random-" + i + ".example", "/").response()).contains("caught");
        }
        assertThat(backend.connections()).isOne();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx",
        "HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged",
        "HTTP/1.1 204 No\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged"
      })
  void aConnectionIsNotUsedAgainAfterSuchAResponse(String response) throws Exception {
    try (TestBackend backend = TestBackend.answering(_ -> response);
        RunningProxy proxy = new RunningProxy(transport, OPTIONS).route("a.com", backend.port());
        TestClient client = proxy.client()) {
      for (int i = 1; i <= 3; i++) {
        assertThat(client.get("a.com", "/").response()).doesNotContain("forged");
        assertThat(backend.connections()).isEqualTo(i);
      }
      assertThat(proxy.proxy().poolCounters().reused()).isZero();
    }
  }

  /// While the loop is busy the client's request comes, and behind it the backend's FIN.
  @Test
  void aRequestThatCanBeSentOnlyOnceGoesToNoBackendThatHasClosed() throws Exception {
    var closing = new CompletableFuture<Void>();
    var closed = new CompletableFuture<Void>();
    var busy = new CompletableFuture<Void>();
    var idle = new CompletableFuture<Void>();
    AtomicInteger connections = new AtomicInteger();
    try (TestBackend backend =
        TestBackend.running(connection -> {
          int number = connections.incrementAndGet();
          TestBackend.readHead(connection.getInputStream());
          String answer = TestBackend.ok("from " + number);
          connection.getOutputStream().write(answer.getBytes(ISO_8859_1));
          if (number == 1) {
            closing.join();
            connection.close();
            closed.complete(null);
          } else {
            connection.getInputStream().readAllBytes();
          }
        })) {
      Route route =
          RunningProxy.forward(Backend.parse("127.0.0.1:" + backend.port()).orElseThrow());
      Lookups lookups =
          (host, answered) -> {
            if (host.name().equals("busy.com")) {
              busy.complete(null);
              idle.join();
            }
            answered.accept(new RouteLookup.Found(route, 0, HitLevel.L1));
          };
      try (RunningProxy proxy = new RunningProxy(transport, OPTIONS, lookups, null);
          TestClient client = proxy.client();
          TestClient other = proxy.client()) {
        assertThat(client.get("a.com", "/").response()).endsWith("from 1");
        Eventually.counts("kept connections", 1, proxy.proxy().poolCounters()::idle);
        other.get("busy.com", "/");
        busy.join();
        client.send("POST / HTTP/1.1\r\nHost: a.com\r\nContent-Length: 0\r\n\r\n");
        closing.complete(null);
        closed.join();
        idle.complete(null);
        assertThat(client.response()).matches("(?s)HTTP/1.1 200 .*from [23]");
      }
    }
  }

  @Test
  void aConnectionOfHttp10IsKeptIfTheBackendSaysSo() throws Exception {
    String response = "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\nx";
    try (TestBackend backend = TestBackend.answering(_ -> response);
        RunningProxy proxy = new RunningProxy(transport, OPTIONS).route("a.com", backend.port());
        TestClient client = proxy.client()) {
      for (int i = 0; i < 3; i++) {
        assertThat(client.get("a.com", "/").response()).endsWith("\r\n\r\nx");
      }
      assertThat(backend.connections()).isOne();
    }
  }

  @Test
  void aRequestOfHttp10NeverSharesAConnection() throws Exception {
    try (TestBackend backend = TestBackend.saying("alpha");
        RunningProxy proxy = new RunningProxy(transport, OPTIONS).route("a.com", backend.port());
        TestClient client = proxy.client()) {
      for (int i = 0; i < 2; i++) {
        client.send("GET / HTTP/1.0\r\nHost: a.com\r\nConnection: keep-alive\r\n\r\n");
        assertThat(client.response()).endsWith("alpha GET /");
      }
      assertThat(backend.connections()).isEqualTo(2);
      assertThat(new String(backend.nextReceived(), ISO_8859_1)).contains("Connection: close\r\n");
    }
  }

  @Test
  void whatWaitsForTooLongIsClosed() throws Exception {
    PoolLimits hasty = new PoolLimits(1_000, 100, Duration.ofMillis(100), LONG);
    try (TestBackend backend = TestBackend.saying("alpha");
        RunningProxy proxy =
            new RunningProxy(transport, OPTIONS.with(hasty)).route("a.com", backend.port())) {
      TestClient.get(proxy, "a.com", "/");
      Eventually.counts(
          "kept connections that waited too long", 1, proxy.proxy().poolCounters()::timedOut);
      TestClient.get(proxy, "a.com", "/");
      assertThat(backend.connections()).isEqualTo(2);
    }
  }

  @Test
  void moreThanTheLimitsAreClosedOldestFirst() throws Exception {
    try (TestBackend alpha = TestBackend.saying("alpha");
        TestBackend beta = TestBackend.saying("beta");
        RunningProxy proxy =
            new RunningProxy(transport, OPTIONS.with(new PoolLimits(1, 1, LONG, LONG)))
                .route("a.com", alpha.port())
                .route("b.com", beta.port())) {
      TestClient.get(proxy, "a.com", "/");
      Eventually.counts("kept connections", 1, proxy.proxy().poolCounters()::idle);
      TestClient.get(proxy, "b.com", "/");
      Eventually.counts("connections too many to be kept", 1, proxy.proxy().poolCounters()::full);
      TestClient.get(proxy, "b.com", "/");
      Eventually.counts("kept connections", 1, proxy.proxy().poolCounters()::idle);
      TestClient.get(proxy, "a.com", "/");
      assertThat(beta.connections()).isOne();
      assertThat(alpha.connections()).isEqualTo(2);
    }
  }

  @Test
  void aHostKeepsNoMoreThanItsShare() throws Exception {
    CountDownLatch both = new CountDownLatch(2);
    try (TestBackend backend =
            TestBackend.answering(_ -> {
              both.countDown();
              both.await();
              return TestBackend.ok("x");
            });
        RunningProxy proxy =
            new RunningProxy(transport, OPTIONS.with(new PoolLimits(100, 1, LONG, LONG)))
                .route("a.com", backend.port());
        TestClient one = proxy.client();
        TestClient two = proxy.client()) {
      one.get("a.com", "/");
      two.get("a.com", "/");
      assertThat(one.response()).endsWith("x");
      assertThat(two.response()).endsWith("x");
      Eventually.counts("connections too many to be kept", 1, proxy.proxy().poolCounters()::full);
      assertThat(proxy.proxy().poolCounters().idle()).isOne();
    }
  }

  @Test
  void aConnectionThatItsBackendClosesIsDroppedBeforeItIsUsed() throws Exception {
    checkDropped(Socket::close);
  }

  @Test
  void aConnectionThatItsBackendResetsIsDroppedBeforeItIsUsed() throws Exception {
    checkDropped(connection -> {
      connection.setSoLinger(true, 0);
      connection.close();
    });
  }

  @Test
  void aConnectionWithBytesThatNobodyAskedForIsDroppedBeforeItIsUsed() throws Exception {
    checkDropped(connection ->
        connection.getOutputStream().write(TestBackend.ok("forged").getBytes(ISO_8859_1)));
  }

  private void checkDropped(TestBackend.Script afterTheFirst) throws Exception {
    CountDownLatch kept = new CountDownLatch(1);
    AtomicInteger connections = new AtomicInteger();
    try (TestBackend backend =
            TestBackend.running(connection -> {
              int number = connections.incrementAndGet();
              InputStream in = connection.getInputStream();
              TestBackend.readHead(in);
              connection
                  .getOutputStream()
                  .write(TestBackend.ok("no " + number).getBytes(ISO_8859_1));
              if (number == 1) {
                kept.await();
                afterTheFirst.serve(connection);
              }
              in.readAllBytes();
            });
        RunningProxy proxy = new RunningProxy(transport, OPTIONS).route("a.com", backend.port());
        TestClient client = proxy.client()) {
      assertThat(client.get("a.com", "/").response()).endsWith("no 1");
      Eventually.counts("kept connections", 1, proxy.proxy().poolCounters()::idle);
      kept.countDown();
      Eventually.counts("kept connections that broke", 1, proxy.proxy().poolCounters()::broken);
      assertThat(client.get("a.com", "/").response()).endsWith("no 2");
      assertThat(proxy.proxy().poolCounters().retried()).isZero();
    }
  }

  /// Reads a second request on the first connection and dies without an answer.
  private static TestBackend dyingOnSecond(AtomicInteger requests) throws Exception {
    AtomicInteger connections = new AtomicInteger();
    return TestBackend.running(connection -> {
      boolean first = connections.incrementAndGet() == 1;
      InputStream in = connection.getInputStream();
      for (int i = 0; i < 2; i++) {
        String head = new String(TestBackend.readHead(in), ISO_8859_1);
        TestClient.body(in, head);
        requests.incrementAndGet();
        if (first && i == 1) {
          return;
        }
        connection.getOutputStream().write(TestBackend.ok("fine").getBytes(ISO_8859_1));
      }
    });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\nHost: a.com\r\n\r\n",
        "PUT / HTTP/1.1\r\nHost: a.com\r\nContent-Length: 4\r\n\r\nbody",
        "DELETE / HTTP/1.1\r\nHost: a.com\r\n\r\n"
      })
  void aRequestThatMayBeRepeatedIsSentAgainOnceToANewConnection(String request) throws Exception {
    AtomicInteger requests = new AtomicInteger();
    try (TestBackend backend = dyingOnSecond(requests);
        RunningProxy proxy = new RunningProxy(transport, OPTIONS).route("a.com", backend.port());
        TestClient client = proxy.client()) {
      assertThat(client.send(request).response()).endsWith("fine");
      assertThat(client.send(request).response()).endsWith("fine");
      assertThat(requests).hasValue(3);
      assertThat(proxy.proxy().poolCounters().retried()).isOne();
      assertThat(proxy.nextRequestEnd().part().ending()).isEqualTo(Ending.COMPLETED);
      assertThat(proxy.nextRequestEnd().part().ending()).isEqualTo(Ending.COMPLETED);
    }
  }

  @Test
  void aRequestThatMayHaveHadItsEffectIsNotSentAgain() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    try (TestBackend backend = dyingOnSecond(requests);
        RunningProxy proxy = new RunningProxy(transport, OPTIONS).route("a.com", backend.port());
        TestClient client = proxy.client()) {
      String post = "POST / HTTP/1.1\r\nHost: a.com\r\nContent-Length: 4\r\n\r\nbody";
      assertThat(client.send(post).response()).endsWith("fine");
      assertThat(client.send(post).response()).startsWith("HTTP/1.1 502 ");
      assertThat(requests).hasValue(2);
      assertThat(client.send(post).response()).endsWith("fine");
    }
  }

  @Test
  void aNewConnectionThatDiesIsNoReasonToTryAgain() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    try (TestBackend backend =
            TestBackend.answering(_ -> {
              requests.incrementAndGet();
              return null;
            });
        RunningProxy proxy = new RunningProxy(transport, OPTIONS).route("a.com", backend.port());
        TestClient client = proxy.client()) {
      assertThat(client.get("a.com", "/").response()).startsWith("HTTP/1.1 502 ");
      assertThat(requests).hasValue(1);
    }
  }

  @Test
  void anAnswerThatItsClientDidNotTakeClosesTheConnection() throws Exception {
    try (TestBackend backend =
            TestBackend.answering(_ ->
                "HTTP/1.1 200 OK\r\nContent-Length: 2000000000\r\n\r\n" + "x".repeat(100_000));
        RunningProxy proxy = new RunningProxy(transport, OPTIONS).route("a.com", backend.port())) {
      try (TestClient client = proxy.client()) {
        client.get("a.com", "/");
        assertThat(client.head()).startsWith("HTTP/1.1 200 ");
        client.reset();
      }
      assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.CLIENT_RESET);
      assertThat(proxy.proxy().poolCounters().idle()).isZero();
      Eventually.counts("open sockets", 0, proxy::openSockets);
    }
  }

  @Test
  void aDrainClosesWhatIsKeptAndTheClientsThatSendNothing() throws Exception {
    try (TestBackend backend = TestBackend.saying("alpha");
        RunningProxy proxy = new RunningProxy(transport, OPTIONS).route("a.com", backend.port());
        TestClient client = proxy.client()) {
      assertThat(client.get("a.com", "/").response()).endsWith("alpha GET /");
      Eventually.counts("kept connections", 1, proxy.proxy().poolCounters()::idle);
      assertThat(proxy.proxy().drain(LONG)).isZero();
      assertThat(client.rest()).isEmpty();
      assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.DRAINED);
      assertThat(proxy.openSockets()).isZero();
    }
  }
}
