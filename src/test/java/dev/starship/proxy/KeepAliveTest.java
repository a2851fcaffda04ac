package dev.starship.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starship.address.Cidr;
import dev.starship.ending.Ending;
import dev.starship.ending.Side;
import dev.starship.events.RequestEnd;
import dev.starship.events.SessionEnd;
import dev.starship.preread.PrereadLimits;
import dev.starship.transport.Transport;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Each request of a client connection finds its own cluster, and the connection goes on as long as
/// it is clear where the next one begins.
@ParameterizedClass
@MethodSource("dev.starship.proxy.BothTransports#alsoWithShortTransfers")
class KeepAliveTest {
  private static final String[] HOSTS = {"a.com", "b.com", "a.com", "unknown.example", "b.com"};

  private final Transport transport;

  KeepAliveTest(Transport transport) {
    this.transport = transport;
  }

  private RunningProxy proxy(TestBackend alpha, TestBackend beta) {
    return new RunningProxy(transport).route("a.com", alpha.port()).route("b.com", beta.port());
  }

  private static void checkAnswers(TestClient client) throws Exception {
    for (int i = 0; i < HOSTS.length; i++) {
      String answer = client.response();
      if (HOSTS[i].startsWith("unknown")) {
        assertThat(answer).startsWith("HTTP/1.1 404 ").contains("unknown_host", HOSTS[i]);
      } else {
        String cluster = HOSTS[i].equals("a.com") ? "alpha" : "beta";
        assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n").contains("\r\n\r\n" + cluster + " ");
        assertThat(answer).endsWith(" /" + i);
      }
      assertThat(answer).doesNotContain("Connection: close");
    }
  }

  private static void checkEnds(RunningProxy proxy) throws Exception {
    SessionEnd session = proxy.nextEnd();
    assertThat(session.ending()).isEqualTo(Ending.COMPLETED);
    assertThat(session.closedBy()).isEqualTo(Side.CLIENT);
    long bytesIn = 0;
    long bytesOut = 0;
    for (int i = 0; i < HOSTS.length; i++) {
      RequestEnd request = proxy.nextRequestEnd();
      boolean known = !HOSTS[i].startsWith("unknown");
      assertThat(request.request()).isEqualTo(session.session() + "-" + (i + 1));
      assertThat(request.part().session()).isEqualTo(session.session());
      assertThat(request.part().host()).isEqualTo(HOSTS[i]);
      assertThat(request.part().status()).isEqualTo(known ? 200 : 404);
      assertThat(request.part().ending()).isEqualTo(known ? Ending.COMPLETED : Ending.UNKNOWN_HOST);
      assertThat(request.part().backendText() != null).isEqualTo(known);
      assertThat(request.part().firstByteMicros()).isNotNegative();
      bytesIn += request.part().bytesIn();
      bytesOut += request.part().bytesOut();
    }
    assertThat(bytesIn).isEqualTo(session.bytesIn());
    assertThat(bytesOut).isEqualTo(session.bytesOut());
  }

  @Test
  void eachRequestIsAnsweredByItsOwnCluster() throws Exception {
    try (TestBackend alpha = TestBackend.saying("alpha");
        TestBackend beta = TestBackend.saying("beta");
        RunningProxy proxy = proxy(alpha, beta)) {
      try (TestClient client = proxy.client()) {
        for (int i = 0; i < HOSTS.length; i++) {
          client.get(HOSTS[i], "/" + i);
          if (HOSTS[i].startsWith("unknown")) {
            assertThat(client.response()).startsWith("HTTP/1.1 404 ");
          } else {
            String cluster = HOSTS[i].equals("a.com") ? "alpha" : "beta";
            assertThat(client.response()).endsWith("\r\n\r\n" + cluster + " GET /" + i);
          }
        }
      }
      checkEnds(proxy);
    }
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() throws Exception {
    try (TestBackend alpha = TestBackend.saying("alpha");
        TestBackend beta = TestBackend.saying("beta");
        RunningProxy proxy = proxy(alpha, beta)) {
      try (TestClient client = proxy.client()) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < HOSTS.length; i++) {
          all.append(TestClient.request(HOSTS[i], "/" + i));
        }
        client.send(all.toString());
        checkAnswers(client);
      }
      checkEnds(proxy);
    }
  }

  /// RFC 9112 section 2.2: some clients send one behind a body.
  @Test
  void anEmptyLineBehindABodyBeginsNoRequest() throws Exception {
    RunningProxy.Options options =
        RunningProxy.Options.DEFAULT
            .with(new PrereadLimits(Duration.ofMillis(50), 64 * 1024))
            .with(new RequestLimits(Duration.ofMillis(500), 16 * 1024, 128, 1_000));
    String post = "POST /p HTTP/1.1\r\nHost: a.com\r\nContent-Length: 3\r\n\r\nabc";
    try (TestBackend alpha = TestBackend.saying("alpha");
        RunningProxy proxy = new RunningProxy(transport, options).route("a.com", alpha.port())) {
      try (TestClient client = proxy.client()) {
        client.send(post + "\r\n");
        assertThat(client.response()).endsWith("alpha POST /p");
        client.send(post);
        assertThat(client.response()).endsWith("alpha POST /p");
        client.send("\r");
        client.send("\n");
        assertThat(client.rest()).isEmpty();
      }
      assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.COMPLETED);
      assertThat(proxy.nextRequestEnd().part().status()).isEqualTo(200);
      assertThat(proxy.nextRequestEnd().part().status()).isEqualTo(200);
    }
  }

  @Test
  void bodiesBetweenDoNotConfuseThem() throws Exception {
    try (TestBackend alpha = TestBackend.saying("alpha");
        TestBackend beta = TestBackend.saying("beta");
        RunningProxy proxy = proxy(alpha, beta)) {
      try (TestClient client = proxy.client()) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < HOSTS.length; i++) {
          String length = "Content-Length: 35\r\n\r\nGET /not HTTP/1.1\r\nHost: b.com\r\n\r\n\n";
          String chunks =
              "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n20\r\nGET /x HTTP/1.1\r\nHost: b.com\r\n\r\n\r\n0\r\n\r\n";
          all.append("POST /" + i + " HTTP/1.1\r\nHost: " + HOSTS[i] + "\r\n");
          all.append(i % 2 == 0 ? length : chunks);
        }
        client.send(all.toString());
        checkAnswers(client);
      }
      checkEnds(proxy);
      assertThat(alpha.received() + beta.received()).isEqualTo(4);
    }
  }

  @Test
  void aFinBehindPipelinedRequestsLetsThemBeAnswered() throws Exception {
    try (TestBackend alpha = TestBackend.saying("alpha");
        TestBackend beta = TestBackend.saying("beta");
        RunningProxy proxy = proxy(alpha, beta)) {
      try (TestClient client = proxy.client()) {
        for (int i = 0; i < HOSTS.length; i++) {
          client.get(HOSTS[i], "/" + i);
        }
        client.finish();
        checkAnswers(client);
        assertThat(client.rest()).isEmpty();
      }
      checkEnds(proxy);
    }
  }

  @Test
  void anAnswerToHeadHasNoBodyAndTheNextOneFollows() throws Exception {
    try (TestBackend alpha =
            TestBackend.answering(request ->
                request.startsWith("HEAD")
                    ? "HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n"
                    : TestBackend.ok("alpha"));
        RunningProxy proxy = new RunningProxy(transport).route("a.com", alpha.port());
        TestClient client = proxy.client()) {
      client.send("HEAD /x HTTP/1.1\r\nHost: a.com\r\n\r\nHEAD / HTTP/1.1\r\nHost: no.com\r\n\r\n");
      client.get("a.com", "/");
      assertThat(client.head()).contains("Content-Length: 999\r\n");
      assertThat(client.head()).startsWith("HTTP/1.1 404 ");
      assertThat(client.response()).startsWith("HTTP/1.1 200 ").endsWith("alpha");
    }
  }

  @Test
  void aRefusalOfARequestWithUnreadBodyCloses() throws Exception {
    try (RunningProxy proxy = new RunningProxy(transport);
        TestClient client = proxy.client()) {
      client.send("POST / HTTP/1.1\r\nHost: no.com\r\nContent-Length: 100\r\n\r\nhalf");
      assertThat(client.rest())
          .startsWith("HTTP/1.1 404 ")
          .contains("Connection: close\r\n")
          .containsOnlyOnce("HTTP/1.1 ");
      client.finish();
      assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.UNKNOWN_HOST);
    }
  }

  @Test
  void theClientDecidesWhetherItsConnectionPersists() throws Exception {
    try (TestBackend alpha = TestBackend.answering(_ -> TestBackend.ok("alpha"));
        RunningProxy proxy = new RunningProxy(transport).route("a.com", alpha.port())) {
      checkCloses(proxy, "GET / HTTP/1.1\r\nHost: a.com\r\nConnection: close\r\n\r\n");
      checkCloses(proxy, "GET / HTTP/1.0\r\nHost: a.com\r\n\r\n");
      checkCloses(proxy, "GET / HTTP/1.1\r\nHost: no.com\r\nConnection: Close\r\n\r\n");
      try (TestClient client = proxy.client()) {
        String old = "GET / HTTP/1.0\r\nHost: a.com\r\nConnection: keep-alive\r\n\r\n";
        for (int i = 0; i < 3; i++) {
          assertThat(client.send(old).response()).contains("Connection: keep-alive\r\n");
        }
      }
    }
  }

  private static void checkCloses(RunningProxy proxy, String request) throws Exception {
    try (TestClient client = proxy.client()) {
      String all = client.send(request + request).rest();
      assertThat(all).contains("Connection: close\r\n").containsOnlyOnce("HTTP/1.1 ");
    }
  }

  @Test
  void anAnswerThatEndsWithItsConnectionEndsTheClientsToo() throws Exception {
    try (TestBackend backend = TestBackend.http("HTTP/1.1 200 OK\r\n\r\nuntil the end");
        RunningProxy proxy = new RunningProxy(transport).route("a.com", backend.port());
        TestClient client = proxy.client()) {
      assertThat(client.get("a.com", "/").rest())
          .contains("Connection: close\r\n")
          .endsWith("\r\n\r\nuntil the end");
    }
  }

  @Test
  void aClientThatSendsNothingMoreIsClosedQuietly() throws Exception {
    RequestLimits hasty = new RequestLimits(Duration.ofMillis(100), 1_000, 128, 100);
    try (TestBackend alpha = TestBackend.saying("alpha");
        RunningProxy proxy =
            new RunningProxy(transport, RunningProxy.Options.DEFAULT.with(hasty))
                .route("a.com", alpha.port());
        TestClient client = proxy.client()) {
      assertThat(client.get("a.com", "/").response()).endsWith("alpha GET /");
      assertThat(client.rest()).isEmpty();
      SessionEnd end = proxy.nextEnd();
      assertThat(end.ending()).isEqualTo(Ending.COMPLETED);
      assertThat(end.closedBy()).isEqualTo(Side.STARSHIP);
    }
  }

  @Test
  void halfASecondRequestTimesOut() throws Exception {
    // Long enough for the first request, and for the half, to come in time.
    PrereadLimits hasty = new PrereadLimits(Duration.ofSeconds(1), 65_536);
    try (TestBackend alpha = TestBackend.saying("alpha");
        RunningProxy proxy =
            new RunningProxy(transport, RunningProxy.Options.DEFAULT.with(hasty))
                .route("a.com", alpha.port());
        TestClient client = proxy.client()) {
      assertThat(client.get("a.com", "/").response()).endsWith("alpha GET /");
      assertThat(client.send("GET /half HT").rest()).startsWith("HTTP/1.1 408 ");
      client.finish();
      assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.OPENING_TIMEOUT);
      assertThat(proxy.nextRequestEnd().part().status()).isEqualTo(200);
      assertThat(proxy.nextRequestEnd().part().status()).isEqualTo(408);
    }
  }

  @Test
  void whatFollowsARequestCanOnlyBeAnother() throws Exception {
    try (TestBackend alpha = TestBackend.saying("alpha");
        RunningProxy proxy = new RunningProxy(transport).route("a.com", alpha.port())) {
      for (String behind :
          new String[] {
            "\u0016\u0003\u0001\u0002", "SSH-2.0-x\r\n", "\u0000", "get", " GET / HTTP/1.1\r\n"
          }) {
        try (TestClient client = proxy.client()) {
          client.send(TestClient.request("a.com", "/") + behind).finish();
          assertThat(client.response()).endsWith("alpha GET /");
          client.rest();
          assertThat(proxy.nextEnd().ending())
              .isIn(Ending.MALFORMED_OPENING, Ending.CLIENT_CLOSED_EARLY);
        }
      }
      assertThat(alpha.received()).isEqualTo(5);
    }
  }

  @Test
  void whoIsTrustedDecidesWhatABackendIsTold() throws Exception {
    Cidr loopback = Cidr.parse("127.0.0.0/8").orElseThrow();
    RunningProxy.Options trusting =
        RunningProxy.Options.DEFAULT.with(new ForwardedSettings(List.of(loopback)));
    String request =
        "GET / HTTP/1.1\r\nHost: a.com\r\nX-Forwarded-For: 192.0.2.1\r\nX-Request-Id: mine\r\n\r\n";
    try (TestBackend alpha = TestBackend.saying("alpha");
        RunningProxy open = new RunningProxy(transport, trusting).route("a.com", alpha.port());
        RunningProxy closed = new RunningProxy(transport).route("a.com", alpha.port());
        TestClient trusted = open.client();
        TestClient other = closed.client()) {
      assertThat(trusted.send(request).response()).endsWith("alpha GET /");
      assertThat(new String(alpha.nextReceived(), ISO_8859_1))
          .contains("X-Forwarded-For: 192.0.2.1, 127.0.0.1\r\n", "X-Request-Id: mine\r\n");
      assertThat(other.send(request).response()).endsWith("alpha GET /");
      assertThat(new String(alpha.nextReceived(), ISO_8859_1))
          .contains("X-Forwarded-For: 127.0.0.1\r\n")
          .contains("X-Forwarded-Port: " + closed.address().port() + "\r\n");
      assertThat(open.nextRequestEnd().request()).isEqualTo("mine");
    }
  }

  @Test
  void aDrainLetsAnswersUnderWayEndAndSaysThatTheyAreTheLast() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    try (TestBackend backend =
            TestBackend.answering(_ -> {
              asked.countDown();
              answer.await();
              return TestBackend.ok("last");
            });
        RunningProxy proxy =
            new RunningProxy(transport, RunningProxy.Options.DEFAULT.onOneLoop())
                .route("a.com", backend.port());
        TestClient client = proxy.client();
        TestClient idle = proxy.client()) {
      assertThat(idle.get("no.com", "/").response()).startsWith("HTTP/1.1 404 ");
      client.get("a.com", "/");
      asked.await();
      FutureTask<Integer> drain =
          new FutureTask<>(() -> proxy.proxy().drain(Duration.ofMinutes(5)));
      Thread.ofVirtual().start(drain);
      assertThat(idle.rest()).isEmpty();
      assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.DRAINED);
      answer.countDown();
      assertThat(client.rest()).contains("Connection: close\r\n").endsWith("last");
      client.finish();
      assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.COMPLETED);
      assertThat(drain.get()).isZero();
    }
  }

  @Test
  void aBackendThatDiesInMidResponseEndsOnlyThatExchange() throws Exception {
    CountDownLatch half = new CountDownLatch(1);
    try (TestBackend alpha = TestBackend.answering(_ -> TestBackend.ok("whole"));
        TestBackend dying =
            TestBackend.running(connection -> {
              TestBackend.readHead(connection.getInputStream());
              connection
                  .getOutputStream()
                  .write("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf".getBytes(ISO_8859_1));
              half.await();
            });
        RunningProxy proxy = proxy(alpha, dying);
        TestClient one = proxy.client();
        TestClient two = proxy.client()) {
      two.get("b.com", "/");
      assertThat(two.head()).startsWith("HTTP/1.1 200 ");
      assertThat(one.get("a.com", "/whole").response()).endsWith("whole");
      half.countDown();
      assertThatThrownBy(two::rest).isInstanceOf(SocketException.class);
      assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.BACKEND_CLOSED_EARLY);
      assertThat(one.get("a.com", "/whole").response()).endsWith("whole");
    }
  }
}
