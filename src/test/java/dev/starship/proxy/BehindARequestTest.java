package dev.starship.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.Eventually;
import dev.starship.preread.PrereadLimits;
import dev.starship.transport.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// How much is read of what a client sends behind a request that is not answered yet.
@ParameterizedClass
@MethodSource("dev.starship.proxy.BothTransports#alsoWithShortTransfers")
class BehindARequestTest {
  private final Transport transport;

  BehindARequestTest(Transport transport) {
    this.transport = transport;
  }

  @Test
  void aClientThatPipelinesTooMuchWaits() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    RequestLimits few = new RequestLimits(Duration.ofMinutes(1), 300, 128, 100);
    int requests = 500;
    try (TestBackend backend =
            TestBackend.answering(request -> {
              answer.await();
              return TestBackend.ok(request.substring(0, request.indexOf(" HTTP/")));
            });
        RunningProxy proxy =
            new RunningProxy(transport, RunningProxy.Options.DEFAULT.with(few))
                .route("a.com", backend.port());
        TestClient client = proxy.client()) {
      FutureTask<TestClient> sender =
          new FutureTask<>(() -> {
            for (int i = 0; i < requests; i++) {
              client.get("a.com", "/" + i);
            }
            return client;
          });
      Thread.ofVirtual().start(sender);
      Eventually.holds("reading pauses", () -> proxy.proxy().pipelinePauses() != 0);
      answer.countDown();
      for (int i = 0; i < requests; i++) {
        assertThat(client.response()).endsWith("\r\n\r\nGET /" + i);
      }
      assertThat(sender.get()).isSameAs(client);
      assertThat(backend.connections()).isOne();
    }
  }

  @Test
  void whatComesBehindARequestIsReadNoFurtherThanItMay() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    RequestLimits few = new RequestLimits(Duration.ofMinutes(1), 300, 128, 100);
    String request = TestClient.request("a.com", "/");
    try (TestBackend backend =
            TestBackend.answering(_ -> {
              answer.await();
              return TestBackend.ok("");
            });
        RunningProxy proxy =
            new RunningProxy(transport, RunningProxy.Options.DEFAULT.with(few))
                .route("a.com", backend.port());
        TestClient client = proxy.client()) {
      client.send(request);
      backend.nextReceived();
      client.send(request.repeat(100));
      Eventually.holds("reading pauses", () -> proxy.proxy().pipelinePauses() != 0);
      assertThat(proxy.bytesRead()).isEqualTo(request.length() + 300);
      answer.countDown();
      for (int i = 0; i < 101; i++) {
        assertThat(client.response()).startsWith("HTTP/1.1 200 ");
      }
    }
  }

  private static final String WEB_SOCKET =
      "GET / HTTP/1.1\r\nHost: a.com\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";

  /// A backend that agrees to a WebSocket when it may, and sends back what comes over it.
  private static TestBackend agreeing(CountDownLatch agreed) throws IOException {
    String switching =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";
    return TestBackend.running(connection -> {
      TestBackend.readHead(connection.getInputStream());
      agreed.await();
      connection.getOutputStream().write(switching.getBytes(ISO_8859_1));
      connection.getInputStream().transferTo(connection.getOutputStream());
      connection.shutdownOutput();
    });
  }

  @Test
  void whatComesBeforeAWebSocketIsAgreedOnIsReadNoFurtherEitherAndReachesTheBackendOnce()
      throws Exception {
    CountDownLatch agreed = new CountDownLatch(1);
    RequestLimits few = new RequestLimits(Duration.ofMinutes(1), 300, 128, 100);
    String early =
        IntStream.range(1_000, 2_000).mapToObj(Integer::toString).collect(Collectors.joining());
    try (TestBackend backend = agreeing(agreed);
        RunningProxy proxy =
            new RunningProxy(transport, RunningProxy.Options.DEFAULT.with(few))
                .route("a.com", backend.port());
        TestClient client = proxy.client()) {
      client.send(WEB_SOCKET);
      backend.awaitConnection();
      client.send(early);
      Eventually.holds("reading pauses", () -> proxy.proxy().pipelinePauses() != 0);
      assertThat(proxy.bytesRead()).isEqualTo(WEB_SOCKET.length() + 300);
      agreed.countDown();
      assertThat(client.head()).startsWith("HTTP/1.1 101 ");
      Eventually.counts("bytes of openings", 0, proxy.proxy()::openingMemoryBytes);
      assertThat(client.finish().rest()).isEqualTo(early);
    }
  }

  @Test
  void anEndThatComesBeforeAWebSocketIsAgreedOnReachesTheBackend() throws Exception {
    CountDownLatch agreed = new CountDownLatch(1);
    try (TestBackend backend = agreeing(agreed);
        TestBackend other = TestBackend.saying("beta");
        RunningProxy proxy =
            new RunningProxy(transport, RunningProxy.Options.DEFAULT.onOneLoop())
                .route("a.com", backend.port())
                .route("b.com", other.port());
        TestClient client = proxy.client();
        TestClient another = proxy.client()) {
      client.send(WEB_SOCKET + "early");
      backend.awaitConnection();
      client.finish();
      // The loop serves both in their order, so that the end has been read then.
      another.get("b.com", "/").response();
      agreed.countDown();
      assertThat(client.head()).startsWith("HTTP/1.1 101 ");
      assertThat(client.rest()).isEqualTo("early");
    }
  }

  /// More than an opening may have comes with the last bytes of a body.
  @Test
  void muchThatComesWithTheEndOfABodyWaits() throws Exception {
    RunningProxy.Options options =
        RunningProxy.Options.DEFAULT.with(new PrereadLimits(Duration.ofSeconds(5), 1_024));
    String head = "POST / HTTP/1.1\r\nHost: a.com\r\nContent-Length: 5\r\n\r\n";
    try (TestBackend backend = TestBackend.saying("alpha");
        RunningProxy proxy = new RunningProxy(transport, options).route("a.com", backend.port());
        TestClient client = proxy.client()) {
      client.send(head);
      backend.awaitConnection();
      client.send("hello" + TestClient.request("a.com", "/").repeat(200));
      assertThat(client.response()).endsWith("alpha POST /");
      for (int i = 0; i < 200; i++) {
        assertThat(client.response()).endsWith("alpha GET /");
      }
    }
  }
}
