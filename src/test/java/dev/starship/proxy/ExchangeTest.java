package dev.starship.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starship.ending.Ending;
import dev.starship.events.RequestEnd;
import dev.starship.events.SessionEnd;
import dev.starship.preread.PrereadLimits;
import dev.starship.transport.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// An HTTP request reaches its backend as it was meant, its answer the client, and nothing else
/// does.
@ParameterizedClass
@MethodSource("dev.starship.proxy.BothTransports#alsoWithShortTransfers")
class ExchangeTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nalpha";

  private final Transport transport;

  ExchangeTest(Transport transport) {
    this.transport = transport;
  }

  @Test
  void passesARequestAndItsAnswer() throws Exception {
    try (TestBackend backend = TestBackend.answering(_ -> OK);
        RunningProxy proxy = new RunningProxy(transport).route("a.com", backend.port());
        TestClient client = proxy.client()) {
      client.send("GET /x?y HTTP/1.1\r\nHost: A.com\r\nAccept: */*\r\nConnection: close\r\n\r\n");
      assertThat(client.rest())
          .matches(
              "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nDate: [A-Z][a-z]{2}, [^\r]+ GMT\r\n"
                  + "Via: 1.1 starship\r\nConnection: close\r\n\r\nalpha");
      assertThat(new String(backend.nextReceived(), ISO_8859_1))
          .startsWith(
              "GET /x?y HTTP/1.1\r\nHost: A.com\r\nAccept: */*\r\nX-Forwarded-For: 127.0.0.1\r\n")
          .doesNotContain("Connection:");
      client.finish();
      RequestEnd request = proxy.nextRequestEnd();
      SessionEnd end = proxy.nextEnd();
      assertThat(end.ending()).isEqualTo(Ending.COMPLETED);
      assertThat(end.status()).isEqualTo(200);
      assertThat(end.host()).isEqualTo("a.com");
      assertThat(request.request()).isEqualTo(end.session() + "-1");
      assertThat(request.part().ending()).isEqualTo(Ending.COMPLETED);
      assertThat(request.part().bytesIn()).isEqualTo(end.bytesIn());
      assertThat(request.part().bytesOut()).isEqualTo(end.bytesOut());
    }
  }

  @Test
  void passesExactlyTheBodyThatTheRequestAnnounces() throws Exception {
    StringBuilder got = new StringBuilder();
    CountDownLatch ended = new CountDownLatch(1);
    try (TestBackend backend =
            TestBackend.running(connection -> {
              InputStream in = connection.getInputStream();
              TestBackend.readHead(in);
              got.append(new String(in.readNBytes(10), ISO_8859_1));
              connection.getOutputStream().write(OK.getBytes(ISO_8859_1));
              got.append('|').append(new String(in.readAllBytes(), ISO_8859_1));
              ended.countDown();
            });
        RunningProxy proxy = new RunningProxy(transport).route("a.com", backend.port());
        Socket client = proxy.connect()) {
      send(client, "POST / HTTP/1.1\r\nHost: a.com\r\nContent-Length: 10\r\n\r\n01234");
      send(client, "56789GET /behind HTTP/1.1\r\n");
      client.shutdownOutput();
      assertThat(readAll(client)).endsWith("alpha");
      ended.await();
      assertThat(got).hasToString("0123456789|");
    }
  }

  @Test
  void passesChunksBothWays() throws Exception {
    String chunks = "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nTrailer: t\r\n\r\n";
    StringBuilder got = new StringBuilder();
    try (TestBackend backend =
            TestBackend.running(connection -> {
              InputStream in = connection.getInputStream();
              TestBackend.readHead(in);
              got.append(new String(in.readNBytes(chunks.length()), ISO_8859_1));
              OutputStream out = connection.getOutputStream();
              out.write(
                  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes(ISO_8859_1));
              out.write((chunks + "garbage behind").getBytes(ISO_8859_1));
              in.readAllBytes();
            });
        RunningProxy proxy = new RunningProxy(transport).route("a.com", backend.port());
        Socket client = proxy.connect()) {
      String request =
          "PUT / HTTP/1.1\r\nHost: a.com\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks;
      for (byte b : request.getBytes(ISO_8859_1)) {
        client.getOutputStream().write(b);
      }
      client.shutdownOutput();
      assertThat(readAll(client)).endsWith("\r\n\r\n" + chunks);
      assertThat(got).hasToString(chunks);
    }
  }

  @Test
  void passesInterimResponses() throws Exception {
    try (TestBackend backend = TestBackend.http("HTTP/1.1 100 Continue\r\n\r\n" + OK);
        RunningProxy proxy = new RunningProxy(transport).route("a.com", backend.port());
        Socket client = proxy.connect()) {
      send(
          client,
          "POST / HTTP/1.1\r\nHost: a.com\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nhi");
      client.shutdownOutput();
      assertThat(readAll(client)).startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n");
    }
  }

  @Test
  void aWebSocketBecomesARelay() throws Exception {
    try (TestBackend backend =
            TestBackend.running(connection -> {
              InputStream in = connection.getInputStream();
              OutputStream out = connection.getOutputStream();
              TestBackend.readHead(in);
              String switching =
                  "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";
              out.write((switching + "first frame ").getBytes(ISO_8859_1));
              in.transferTo(out);
              connection.shutdownOutput();
            });
        RunningProxy proxy = new RunningProxy(transport).route("a.com", backend.port());
        Socket client = proxy.connect()) {
      send(
          client,
          "GET /chat HTTP/1.1\r\nHost: a.com\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nearly ");
      send(client, "later");
      client.shutdownOutput();
      assertThat(readAll(client)).endsWith("\r\n\r\nfirst frame early later");
      assertThat(proxy.nextEnd().status()).isEqualTo(101);
    }
  }

  @Test
  void aTruncatedAnswerIsNeverMadeToLookWhole() throws Exception {
    try (TestBackend backend =
            TestBackend.http("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nonly this");
        RunningProxy proxy = new RunningProxy(transport).route("a.com", backend.port());
        Socket client = proxy.connect()) {
      send(client, "GET / HTTP/1.1\r\nHost: a.com\r\nConnection: close\r\n\r\n");
      assertThatThrownBy(() -> readAll(client)).isInstanceOf(SocketException.class);
      assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.BACKEND_CLOSED_EARLY);
    }
  }

  @Test
  void aBackendThatClosesWithoutAnAnswerIsABadGateway() throws Exception {
    try (TestBackend backend = TestBackend.http("");
        RunningProxy proxy = new RunningProxy(transport).route("a.com", backend.port());
        Socket client = proxy.connect()) {
      send(client, "GET / HTTP/1.1\r\nHost: a.com\r\nConnection: close\r\n\r\n");
      assertThat(readAll(client)).startsWith("HTTP/1.1 502 ").contains("backend_closed_early");
      client.shutdownOutput();
      assertThat(proxy.nextEnd().status()).isEqualTo(502);
    }
  }

  @Test
  void aMalformedAnswerIsABadGateway() throws Exception {
    try (TestBackend backend =
            TestBackend.http(
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab");
        RunningProxy proxy = new RunningProxy(transport).route("a.com", backend.port());
        Socket client = proxy.connect()) {
      send(client, "GET / HTTP/1.1\r\nHost: a.com\r\nConnection: close\r\n\r\n");
      assertThat(readAll(client)).startsWith("HTTP/1.1 502 ").contains("malformed_response");
    }
  }

  @Test
  void aBodyWithBrokenChunksEndsTheExchange() throws Exception {
    try (TestBackend backend = TestBackend.silent();
        RunningProxy proxy = new RunningProxy(transport).route("a.com", backend.port());
        Socket client = proxy.connect()) {
      send(client, "POST / HTTP/1.1\r\nHost: a.com\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n");
      assertThat(readAll(client)).startsWith("HTTP/1.1 400 ").contains("malformed_request_body");
      assertThat(backend.connections()).isZero();
    }
  }

  /// With what may be read behind it, such a chunk is longer than any number says.
  @ParameterizedTest
  @ValueSource(strings = {"7fffffffffffc000", "7fffffffffffffff"})
  void aChunkOfTheLargestSizeKeepsNobodyElseWaiting(String size) throws Exception {
    byte[] some = new byte[40_000];
    CountDownLatch reached = new CountDownLatch(1);
    CountDownLatch passed = new CountDownLatch(1);
    try (TestBackend backend =
            TestBackend.running(connection -> {
              InputStream in = connection.getInputStream();
              TestBackend.readHead(in);
              reached.countDown();
              in.readNBytes(some.length);
              passed.countDown();
              in.readAllBytes();
            });
        TestBackend other = TestBackend.answering(_ -> OK);
        RunningProxy proxy =
            new RunningProxy(transport, RunningProxy.Options.DEFAULT.onOneLoop())
                .route("a.com", backend.port())
                .route("b.com", other.port());
        Socket client = proxy.connect();
        TestClient another = proxy.client()) {
      send(client, "POST / HTTP/1.1\r\nHost: a.com\r\nTransfer-Encoding: chunked\r\n\r\n");
      send(client, size + "\r\n");
      reached.await();
      client.getOutputStream().write(some);
      passed.await();
      assertThat(another.get("b.com", "/").response()).endsWith("alpha");
    }
  }

  @Test
  void aBackendThatBeginsNoAnswerIsAGatewayTimeout() throws Exception {
    try (TestBackend backend = TestBackend.silent();
        RunningProxy proxy = impatient(Duration.ofMillis(200), Duration.ofHours(1), backend);
        Socket client = proxy.connect()) {
      send(client, "GET / HTTP/1.1\r\nHost: a.com\r\nConnection: close\r\n\r\n");
      assertThat(readAll(client)).startsWith("HTTP/1.1 504 ").contains("backend_timeout");
      client.shutdownOutput();
      assertThat(proxy.nextRequestEnd().part().ending()).isEqualTo(Ending.BACKEND_TIMEOUT);
    }
  }

  @Test
  void anAnswerThatHasBegunIsCutWhenNothingMoves() throws Exception {
    try (TestBackend backend =
            TestBackend.running(connection -> {
              TestBackend.readHead(connection.getInputStream());
              String begun = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf";
              connection.getOutputStream().write(begun.getBytes(ISO_8859_1));
              connection.getInputStream().readAllBytes();
            });
        RunningProxy proxy = impatient(Duration.ofMillis(200), Duration.ofHours(1), backend);
        Socket client = proxy.connect()) {
      send(client, "GET / HTTP/1.1\r\nHost: a.com\r\n\r\n");
      assertThatThrownBy(() -> readAll(client)).isInstanceOf(SocketException.class);
      assertThat(proxy.nextRequestEnd().part().ending()).isEqualTo(Ending.IDLE_TIMEOUT);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Connection: Upgrade\r\nUpgrade: websocket\r\n"})
  void endsAnExchangeSoonerWhoseClientHasFinished(String more) throws Exception {
    try (TestBackend backend = TestBackend.silent();
        RunningProxy proxy = impatient(Duration.ofHours(1), Duration.ofMillis(200), backend);
        Socket client = proxy.connect()) {
      send(client, "GET / HTTP/1.1\r\nHost: a.com\r\n" + more + "\r\n");
      client.shutdownOutput();
      assertThatThrownBy(() -> readAll(client)).isInstanceOf(SocketException.class);
      assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.HALF_CLOSED_TIMEOUT);
    }
  }

  @Test
  void aHeadOfABackendMayBeLongerThanAnOpening() throws Exception {
    String head = "HTTP/1.1 200 OK\r\nX-Long: " + "x".repeat(5_000) + "\r\n";
    RunningProxy.Options few =
        RunningProxy.Options.DEFAULT.with(new PrereadLimits(Duration.ofSeconds(5), 1_024));
    try (TestBackend backend = TestBackend.answering(_ -> head + "Content-Length: 0\r\n\r\n");
        RunningProxy proxy = new RunningProxy(transport, few).route("a.com", backend.port());
        TestClient client = proxy.client()) {
      assertThat(client.get("a.com", "/").response()).startsWith(head);
    }
  }

  /// The end comes while the first request is under way, and is not told of a second time.
  @Test
  void aFinInTheMiddleOfAPipelinedBodyEndsThatRequest() throws Exception {
    try (TestBackend backend = TestBackend.answering(_ -> OK);
        RunningProxy proxy = new RunningProxy(transport).route("a.com", backend.port());
        Socket client = proxy.connect()) {
      send(
          client,
          "GET / HTTP/1.1\r\nHost: a.com\r\n\r\n"
              + "POST / HTTP/1.1\r\nHost: a.com\r\nContent-Length: 9\r\n\r\nhalf");
      client.shutdownOutput();
      assertThat(proxy.nextRequestEnd().part().ending()).isEqualTo(Ending.COMPLETED);
      assertThat(proxy.nextRequestEnd().part().ending()).isEqualTo(Ending.CLIENT_CLOSED_EARLY);
    }
  }

  /// Sends `a.com` to `backend`, and waits for neither side for long.
  private RunningProxy impatient(Duration idle, Duration halfClosed, TestBackend backend) {
    BackendSettings impatient = RunningProxy.backends(Duration.ofSeconds(3), idle, halfClosed);
    return new RunningProxy(transport, RunningProxy.Options.DEFAULT.with(impatient))
        .route("a.com", backend.port());
  }

  private static void send(Socket client, String text) throws IOException {
    client.getOutputStream().write(text.getBytes(ISO_8859_1));
  }

  private static String readAll(Socket client) throws IOException {
    return new String(client.getInputStream().readAllBytes(), ISO_8859_1);
  }
}
