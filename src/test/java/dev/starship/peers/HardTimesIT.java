package dev.starship.peers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.Eventually;
import dev.starship.peers.BalancerProcess.Transport;
import dev.starship.smuggling.AnswerReading;
import dev.starship.smuggling.AnswerReading.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// What happens to one exchange, or to a thousand slow ones, is not felt by the others.
@ParameterizedClass
@EnumSource(Transport.class)
class HardTimesIT {
  private static final int SLOW_CLIENTS = 1_000;
  private static final int QUICK_REQUESTS = 500;
  private static final int FILE_BYTES = 50_000_000;
  private static final String ROUTE = "{\"host\": \"%s\", \"endpoint\": \"127.0.0.1:%d\"}\n";

  @TempDir Path folder;

  private final Transport transport;

  HardTimesIT(Transport transport) {
    this.transport = transport;
  }

  @Test
  void theDeathOfABackendInTheMiddleOfAResponseEndsThatExchangeAlone() throws Exception {
    Certificate clients = Certificate.selfSigned(folder, "client", List.of("client"));
    try (WebSocketEcho echo = new WebSocketEcho();
        NginxBackend doomed = NginxBackend.start(folder, "alpha", List.of("a.com"), clients, echo);
        NginxBackend lasting = NginxBackend.start(folder, "beta", List.of("b.com"), clients, echo);
        BalancerProcess balancer =
            BalancerProcess.serve(
                folder, transport, doomed.route("a.com") + lasting.route("b.com"))) {
      Files.write(doomed.file("large"), new byte[FILE_BYTES]);
      Files.write(lasting.file("large"), new byte[FILE_BYTES]);
      try (Socket unlucky = connect(balancer);
          Socket lucky = connect(balancer);
          Socket third = connect(balancer)) {
        // Whoever has asked once may wait for longer than a new client before it asks again.
        assertThat(ask(third, "b.com")).startsWith("200 cluster=beta");
        send(unlucky, "GET /files/large HTTP/1.1\r\nHost: a.com\r\n\r\n");
        send(lucky, "GET /files/large HTTP/1.1\r\nHost: b.com\r\n\r\n");
        unlucky.getInputStream().skipNBytes(1_000_000);
        lucky.getInputStream().skipNBytes(1_000_000);
        doomed.kill();
        assertThat(rest(unlucky)).as("bytes of a response that was cut").isLessThan(FILE_BYTES);
        assertThat(balancer.awaitSession("\"host\":\"a.com\"", "\"status\":200"))
            .containsPattern("\"ending\":\"backend_(reset|closed_early)\"")
            .contains("\"closed_by\":\"backend\"");
        String answer = ask(third, "b.com");
        assertThat(answer).startsWith("200 cluster=beta");
        lucky.getInputStream().skipNBytes(FILE_BYTES - 1_000_000);
        assertThat(ask(third, "a.com")).startsWith("502 ");
        assertThat(ask(third, "b.com")).startsWith("200 cluster=beta");
      }
    }
  }

  @Test
  void aThousandSlowUploadsLeaveTheOthersServed() throws Exception {
    try (EchoBackend backend = EchoBackend.start(HardTimesIT::answerRequests);
        BalancerProcess balancer =
            BalancerProcess.serve(
                folder,
                transport,
                ROUTE.formatted("a.com", backend.port())
                    + ROUTE.formatted("b.com", backend.port()))) {
      List<Socket> slow = new ArrayList<>();
      try {
        for (int i = 0; i < SLOW_CLIENTS; i++) {
          Socket client = connect(balancer);
          slow.add(client);
          send(client, "POST /slow HTTP/1.1\r\nHost: a.com\r\nContent-Length: 3\r\n\r\na");
        }
        try (Socket quick = connect(balancer)) {
          for (int i = 0; i < QUICK_REQUESTS; i++) {
            assertThat(ask(quick, i % 2 == 0 ? "a.com" : "b.com")).isEqualTo("200 0 bytes");
            send(slow.get(i), "b");
          }
        }
        for (Socket client : slow) {
          assertThat(client.getInputStream().available()).as("answers before the end").isZero();
        }
        for (int i = 0; i < SLOW_CLIENTS; i++) {
          send(slow.get(i), i < QUICK_REQUESTS ? "c" : "bc");
          assertThat(answer(slow.get(i))).isEqualTo("200 3 bytes");
        }
      } finally {
        for (Socket client : slow) {
          client.close();
        }
      }
    }
  }

  /// Reads requests with a length, and says after each how many bytes it had.
  private static void answerRequests(Socket client) throws IOException {
    InputStream in = client.getInputStream();
    var head = new StringBuilder();
    for (int b = in.read(); b >= 0; b = in.read()) {
      head.append((char) b);
      if (head.indexOf("\r\n\r\n") >= 0) {
        int length = head.indexOf("Content-Length: 3\r\n") >= 0 ? 3 : 0;
        String body = in.readNBytes(length).length + " bytes";
        OutputStream out = client.getOutputStream();
        String answer = "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
        out.write(answer.getBytes(ISO_8859_1));
        head.setLength(0);
      }
    }
  }

  private static Socket connect(BalancerProcess balancer) throws IOException {
    Socket client = new Socket(InetAddress.getLoopbackAddress(), balancer.port());
    client.setSoTimeout((int) Eventually.LIMIT.toMillis());
    client.setTcpNoDelay(true);
    return client;
  }

  private static String ask(Socket client, String host) throws IOException {
    send(client, "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
    return answer(client);
  }

  private static String answer(Socket client) throws IOException {
    Answer answer = new AnswerReading(client.getInputStream()).next("GET");
    assertThat(answer).isInstanceOf(Answer.Response.class);
    Answer.Response response = (Answer.Response) answer;
    return response.status() + " " + response.body();
  }

  private static void send(Socket client, String text) throws IOException {
    client.getOutputStream().write(text.getBytes(ISO_8859_1));
  }

  /// How many bytes still come before the connection ends or breaks.
  private static long rest(Socket client) throws IOException {
    long rest = 0;
    byte[] block = new byte[65_536];
    try {
      for (int count = client.getInputStream().read(block);
          count >= 0;
          count = client.getInputStream().read(block)) {
        rest += count;
      }
    } catch (SocketException reset) {
      // That is how it may be cut.
    }
    return rest;
  }
}
