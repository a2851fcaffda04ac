package dev.starship.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.ending.Ending;
import dev.starship.transport.LoopCounters;
import dev.starship.transport.Transport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Large bodies of HTTP messages go through pipes where the system has them, byte-exact, and not a
/// byte further than their framing says.
@ParameterizedClass
@MethodSource("dev.starship.proxy.BothTransports#alsoWithShortTransfers")
class LargeBodyTest {
  private static final int BODY_BYTES = 8 << 20;
  private static final int CHUNK_BYTES = 1 << 20;

  /// What came is passed on through a pipe from the third read on, however little it is.
  private static final RelayLimits PIPES =
      new RelayLimits(256, 2_048, 16_384, 4_096, 1 << 20, 48, 1, 0);

  private final Transport transport;
  private final byte[] content = new byte[BODY_BYTES];

  LargeBodyTest(Transport transport) {
    this.transport = transport;
    new Random(7).nextBytes(content);
  }

  @Test
  void withALengthGoUpAndDown() throws Exception {
    check("Content-Length: " + BODY_BYTES, content);
  }

  @Test
  void inChunksGoUpAndDown() throws Exception {
    ByteArrayOutputStream chunks = new ByteArrayOutputStream();
    for (int at = 0; at < BODY_BYTES; at += CHUNK_BYTES) {
      chunks.writeBytes((Integer.toHexString(CHUNK_BYTES) + ";a=\"b\"\r\n").getBytes(ISO_8859_1));
      chunks.write(content, at, CHUNK_BYTES);
      chunks.writeBytes("\r\n".getBytes(ISO_8859_1));
    }
    chunks.writeBytes("0\r\nChecksum: 1\r\n\r\n".getBytes(ISO_8859_1));

    check("Transfer-Encoding: chunked", chunks.toByteArray());
  }

  /// The backend sends back the body it got, and the client has sent its next request at once.
  private void check(String framing, byte[] body) throws Exception {
    try (TestBackend backend =
            TestBackend.running(connection -> {
              InputStream in = connection.getInputStream();
              TestBackend.readHead(in);
              byte[] got = in.readNBytes(body.length);
              write(connection, "HTTP/1.1 200 OK\r\n" + framing + "\r\n\r\n", got);
              TestBackend.readHead(in);
              write(connection, TestBackend.ok("the next"), new byte[0]);
              in.read();
            });
        RunningProxy proxy =
            new RunningProxy(transport, RunningProxy.Options.DEFAULT.with(PIPES))
                .route("a.com", backend.port());
        Socket client = proxy.connect()) {
      FutureTask<Void> sending =
          new FutureTask<>(() -> {
            write(client, "POST / HTTP/1.1\r\nHost: a.com\r\n" + framing + "\r\n\r\n", body);
            write(client, "GET /next HTTP/1.1\r\nHost: a.com\r\n\r\n", new byte[0]);
            return null;
          });
      Thread.ofVirtual().start(sending);
      InputStream in = client.getInputStream();
      assertThat(new String(TestBackend.readHead(in), ISO_8859_1)).contains(framing);
      assertThat(in.readNBytes(body.length)).isEqualTo(body);
      String head = new String(TestBackend.readHead(in), ISO_8859_1);
      assertThat(TestClient.body(in, head)).isEqualTo("the next");
      sending.get();
      assertThat(proxy.nextRequestEnd().part().bytesOut()).isGreaterThan(body.length);
      assertPassedThroughPipes(proxy, 2L * BODY_BYTES);
    }
  }

  @Test
  void untilCloseGoDown() throws Exception {
    try (TestBackend backend =
            TestBackend.running(connection -> {
              TestBackend.readHead(connection.getInputStream());
              write(connection, "HTTP/1.1 200 OK\r\n\r\n", content);
            });
        RunningProxy proxy =
            new RunningProxy(transport, RunningProxy.Options.DEFAULT.with(PIPES))
                .route("a.com", backend.port());
        Socket client = proxy.connect()) {
      write(client, "GET / HTTP/1.1\r\nHost: a.com\r\n\r\n", new byte[0]);
      InputStream in = client.getInputStream();
      assertThat(new String(TestBackend.readHead(in), ISO_8859_1)).contains("Connection: close");
      assertThat(in.readAllBytes()).isEqualTo(content);
      assertThat(proxy.nextRequestEnd().part().ending()).isEqualTo(Ending.COMPLETED);
      assertPassedThroughPipes(proxy, BODY_BYTES);
    }
  }

  private void assertPassedThroughPipes(RunningProxy proxy, long bytes) {
    long spliced = proxy.count(LoopCounters::bytesSpliced);
    assertThat(spliced > bytes / 2).isEqualTo(transport.name().equals("epoll"));
    assertThat(spliced).isLessThanOrEqualTo(bytes);
  }

  private static void write(Socket to, String head, byte[] body) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(head.getBytes(ISO_8859_1));
    all.writeBytes(body);
    all.writeTo(to.getOutputStream());
  }
}
