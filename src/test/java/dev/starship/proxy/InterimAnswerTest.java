package dev.starship.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.transport.Transport;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Answers before the answer, and bodies that wait for them (RFC 9110 sections 10.1.1 and 15.2).
@ParameterizedClass
@MethodSource("dev.starship.proxy.BothTransports#alsoWithShortTransfers")
class InterimAnswerTest {
  private final Transport transport;

  InterimAnswerTest(Transport transport) {
    this.transport = transport;
  }

  @Test
  void aFinalAnswerInsteadOf100ContinueClosesAConnectionWhoseBodyNeverCame() throws Exception {
    try (TestBackend backend =
            TestBackend.running(connection -> {
              TestBackend.readHead(connection.getInputStream());
              connection
                  .getOutputStream()
                  .write("HTTP/1.1 413 No\r\nContent-Length: 2\r\n\r\nno".getBytes(ISO_8859_1));
              connection.getInputStream().readAllBytes();
            });
        RunningProxy proxy = new RunningProxy(transport).route("a.com", backend.port());
        TestClient client = proxy.client()) {
      client.send(
          "PUT / HTTP/1.1\r\nHost: a.com\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n");
      assertThat(client.rest())
          .startsWith("HTTP/1.1 413 ")
          .contains("Connection: close\r\n")
          .endsWith("no");
    }
  }

  @Test
  void aBodyWaitsForItsContinue() throws Exception {
    try (TestBackend backend =
            TestBackend.running(connection -> {
              var in = connection.getInputStream();
              var out = connection.getOutputStream();
              while (true) {
                String head = new String(TestBackend.readHead(in), ISO_8859_1);
                out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(ISO_8859_1));
                String body = TestClient.body(in, head);
                out.write(TestBackend.ok(body).getBytes(ISO_8859_1));
              }
            });
        RunningProxy proxy = new RunningProxy(transport).route("a.com", backend.port());
        TestClient client = proxy.client()) {
      for (int i = 0; i < 2; i++) {
        client.send(
            "PUT / HTTP/1.1\r\nHost: a.com\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
        assertThat(client.head()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
        assertThat(client.send("hello").response()).endsWith("hello");
      }
      assertThat(backend.connections()).isOne();
    }
  }

  @Test
  void aHeadInTwoPiecesKeepsItsFirstWhileOthersGetTheirAnswers() throws Exception {
    String request = "GET / HTTP/1.1\r\nHost: a.com\r\n\r\n";
    String firstPiece = "HTTP/1.1 200 OK\r\nX-Piece: first\r\n";
    CountDownLatch answered = new CountDownLatch(1);
    try (TestBackend slow =
            TestBackend.running(connection -> {
              TestBackend.readHead(connection.getInputStream());
              connection.getOutputStream().write(firstPiece.getBytes(ISO_8859_1));
              answered.await();
              connection
                  .getOutputStream()
                  .write("Content-Length: 5\r\n\r\nalpha".getBytes(ISO_8859_1));
              connection.getInputStream().readAllBytes();
            });
        TestBackend quick = TestBackend.saying("beta");
        RunningProxy proxy =
            new RunningProxy(transport, RunningProxy.Options.DEFAULT.onOneLoop())
                .route("a.com", slow.port())
                .route("b.com", quick.port());
        TestClient one = proxy.client();
        TestClient other = proxy.client()) {
      one.send(request);
      proxy.awaitBytesRead(request.length() + firstPiece.length());
      assertThat(other.get("b.com", "/").response()).endsWith("beta GET /");
      answered.countDown();
      assertThat(one.response()).startsWith(firstPiece).endsWith("alpha");
    }
  }

  private static final String HINTS = "HTTP/1.1 103 Early Hints\r\n\r\n";

  @Test
  void aThousandInterimAnswersMayComeBeforeTheAnswer() throws Exception {
    try (TestBackend backend = TestBackend.http(HINTS.repeat(1_000) + TestBackend.ok("at last"));
        RunningProxy proxy = new RunningProxy(transport).route("a.com", backend.port());
        TestClient client = proxy.client()) {
      client.get("a.com", "/");
      for (int i = 0; i < 1_000; i++) {
        assertThat(client.head()).isEqualTo(HINTS);
      }
      assertThat(client.response()).endsWith("at last");
    }
  }

  @Test
  void aBackendOfInterimAnswersWithoutEndIsABadGateway() throws Exception {
    try (TestBackend backend = TestBackend.http(HINTS.repeat(10_000));
        RunningProxy proxy = new RunningProxy(transport).route("a.com", backend.port());
        TestClient client = proxy.client()) {
      client.send("GET / HTTP/1.0\r\nHost: a.com\r\n\r\n");
      assertThat(client.rest()).startsWith("HTTP/1.1 502 ").contains("malformed_response");
    }
  }

  @Test
  void aBackendThatDiesAfterItsInterimAnswerIsABadGateway() throws Exception {
    try (TestBackend backend = TestBackend.http(HINTS);
        RunningProxy proxy = new RunningProxy(transport).route("a.com", backend.port());
        TestClient client = proxy.client()) {
      client.get("a.com", "/");
      assertThat(client.head()).startsWith("HTTP/1.1 103 ");
      assertThat(client.response()).startsWith("HTTP/1.1 502 ").contains("backend_closed_early");
      assertThat(client.get("no.com", "/").response()).startsWith("HTTP/1.1 404 ");
    }
  }
}
