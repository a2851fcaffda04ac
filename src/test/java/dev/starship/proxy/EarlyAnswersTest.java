package dev.starship.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starship.ending.Ending;
import dev.starship.preread.ClientHelloBytes;
import dev.starship.smuggling.AnswerReading;
import dev.starship.smuggling.AnswerReading.Answer;
import dev.starship.transport.LoopLimits;
import dev.starship.transport.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A backend may answer before it has the whole request. What is left of that request is then
/// nobody's: no request of the client, and not the beginning of another client's.
@ParameterizedClass
@MethodSource("dev.starship.proxy.BothTransports#alsoWithShortTransfers")
class EarlyAnswersTest {
  private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: a.com\r\n\r\n";
  private static final Answer OK = new Answer.Response(200, false, "hello");
  private static final Answer LAST = new Answer.Response(200, true, "hello");

  private final Transport transport;

  EarlyAnswersTest(Transport transport) {
    this.transport = transport;
  }

  /// Answers every head that it reads, whatever follows it, and remembers what each began with.
  private static TestBackend answeringHeads(Queue<String> lines) throws IOException {
    return TestBackend.running(connection -> {
      InputStream in = connection.getInputStream();
      for (String head = head(in); head.endsWith("\r\n\r\n"); head = head(in)) {
        lines.add(head.split("\r\n", 2)[0]);
        String answer = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
        connection.getOutputStream().write(answer.getBytes(ISO_8859_1));
      }
    });
  }

  private static String head(InputStream in) throws IOException {
    return new String(TestBackend.readHead(in), ISO_8859_1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 1000\r\n\r\nhalf",
        "Content-Length: 1000\r\n\r\n",
        "Content-Length: 1000\r\nExpect: 100-continue\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
        "Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n27\r\n"
      })
  void theRestOfTheRequestIsNobodys(String beginning) throws Exception {
    Queue<String> lines = new ConcurrentLinkedQueue<>();
    try (TestBackend backend = answeringHeads(lines);
        RunningProxy proxy =
            new RunningProxy(transport, RunningProxy.Options.DEFAULT.onOneLoop())
                .route("a.com", backend.port());
        Socket other = proxy.connect()) {
      AnswerReading others = new AnswerReading(other.getInputStream());
      send(other, get("/before"));
      assertThat(others.next("GET")).isEqualTo(OK);
      try (Socket client = proxy.connect()) {
        AnswerReading answers = new AnswerReading(client.getInputStream());
        send(client, "POST /early HTTP/1.1\r\nHost: a.com\r\n" + beginning);
        assertThat(answers.next("POST")).isEqualTo(LAST);
        send(client, SMUGGLED + SMUGGLED);
        assertThat(answers.next("GET")).isInstanceOfAny(Answer.Ended.class, Answer.Cut.class);
      }
      send(other, get("/behind"));
      assertThat(others.next("GET")).isEqualTo(OK);
      assertThat(lines)
          .containsExactly("GET /before HTTP/1.1", "POST /early HTTP/1.1", "GET /behind HTTP/1.1");
      assertThat(backend.connections()).isEqualTo(2);
    }
  }

  /// It may have left the body where it is, or take it for a request.
  @ParameterizedTest
  @ValueSource(strings = {"", "HTTP/1.1 103 Early Hints\r\n\r\n"})
  void aBodyThatTheBackendDidNotAskForLeavesItsConnectionToNobody(String interim) throws Exception {
    String answer = interim + "HTTP/1.1 413 x\r\nContent-Length: 2\r\n\r\nno";
    String expecting =
        "POST / HTTP/1.1\r\nHost: a.com\r\nExpect: 100-continue\r\nContent-Length: "
            + SMUGGLED.length()
            + "\r\n\r\n"
            + SMUGGLED;
    try (TestBackend backend =
            TestBackend.running(connection -> {
              head(connection.getInputStream());
              connection.getOutputStream().write(answer.getBytes(ISO_8859_1));
              connection.getInputStream().transferTo(OutputStream.nullOutputStream());
            });
        RunningProxy proxy =
            new RunningProxy(transport, RunningProxy.Options.DEFAULT.onOneLoop())
                .route("a.com", backend.port());
        Socket client = proxy.connect();
        Socket other = proxy.connect()) {
      AnswerReading answers = new AnswerReading(client.getInputStream());
      send(client, expecting);
      assertThat(answers.next("POST")).isEqualTo(new Answer.Response(413, false, "no"));
      send(other, get("/"));
      assertThat(new AnswerReading(other.getInputStream()).next("GET")).isNotNull();
      assertThat(backend.connections()).isEqualTo(2);
    }
  }

  private static String get(String target) {
    return "GET " + target + " HTTP/1.1\r\nHost: a.com\r\n\r\n";
  }

  private static void send(Socket client, String text) throws IOException {
    client.getOutputStream().write(text.getBytes(ISO_8859_1));
  }

  /// A reset would take away what the client has not read yet, however much it still has to send.
  @ParameterizedTest
  @ValueSource(strings = {"", "Connection: close\r\n"})
  void aClientThatSendsAllBeforeItReadsGetsTheWholeAnswer(String field) throws Exception {
    byte[] body = "x".repeat(300_000).getBytes(ISO_8859_1);
    String head = "HTTP/1.1 413 x\r\n" + field + "Content-Length: " + body.length + "\r\n\r\n";
    try (TestBackend backend =
            TestBackend.running(connection -> {
              head(connection.getInputStream());
              connection.getOutputStream().write(head.getBytes(ISO_8859_1));
              connection.getOutputStream().write(body);
              connection.getInputStream().transferTo(OutputStream.nullOutputStream());
            });
        RunningProxy proxy = new RunningProxy(transport).route("a.com", backend.port());
        Socket client = new Socket()) {
      client.setReceiveBufferSize(16 * 1024);
      client.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.address().port()));
      send(client, "POST / HTTP/1.1\r\nHost: a.com\r\nContent-Length: 8000000\r\n\r\n");
      client.getOutputStream().write(new byte[8_000_000]);
      String answer = new String(client.getInputStream().readAllBytes(), ISO_8859_1);
      assertThat(answer).startsWith("HTTP/1.1 413 ").endsWith("x".repeat(body.length));
    }
  }

  /// It would read the rest of the answer only then, which lies in a buffer of the proxy.
  @Test
  void aClientThatReadsOnlyWhenItHasSentAllGetsTheWholeAnswer() throws Exception {
    String body = "x".repeat(60_000);
    try (TestBackend backend =
            TestBackend.running(connection -> {
              TestBackend.readHead(connection.getInputStream());
              connection.getOutputStream().write(TestBackend.ok(body).getBytes(ISO_8859_1));
              connection.getInputStream().transferTo(OutputStream.nullOutputStream());
            });
        RunningProxy proxy =
            new RunningProxy(transport, SMALL_BUFFERS).route("a.com", backend.port());
        Socket client = narrow(proxy)) {
      String head = "POST / HTTP/1.1\r\nHost: a.com\r\nContent-Length: 8000000\r\n\r\n";
      send(client, head);
      proxy.awaitRelayMemory();
      client.getOutputStream().write(new byte[8_000_000]);
      assertThat(new AnswerReading(client.getInputStream()).next("POST"))
          .isEqualTo(new Answer.Response(200, true, body));
    }
  }

  /// The same of TLS, where the backend is gone by a reset, which the client then gets as well.
  @Test
  void aBackendThatIsGoneDoesNotKeepAClientThatReadsOnlyWhenItHasSentAll() throws Exception {
    byte[] hello = ClientHelloBytes.helloTo("a.com").build();
    try (TestBackend backend =
            TestBackend.running(connection -> {
              connection.getInputStream().readNBytes(hello.length);
              connection.getOutputStream().write(new byte[60_000]);
              connection.getInputStream().readNBytes(1);
              connection.setSoLinger(true, 0);
            });
        RunningProxy proxy =
            new RunningProxy(transport, SMALL_BUFFERS).route("a.com", backend.port());
        Socket client = narrow(proxy)) {
      client.getOutputStream().write(hello);
      proxy.awaitRelayMemory();
      assertThatThrownBy(
              () -> {
                client.getOutputStream().write(new byte[8_000_000]);
                client.getInputStream().readAllBytes();
              })
          .isInstanceOf(SocketException.class);
      assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.BACKEND_RESET);
    }
  }

  static final RunningProxy.Options SMALL_BUFFERS =
      RunningProxy.Options.DEFAULT.with(LoopLimits.DEFAULT.withSocketBuffers(4_096, 0));

  /// A client that takes little before it reads.
  static Socket narrow(RunningProxy proxy) throws IOException {
    Socket client = new Socket();
    client.setReceiveBufferSize(4_096);
    client.setSoTimeout((int) RunningProxy.PATIENCE.toMillis());
    client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.address().port()));
    return client;
  }
}
