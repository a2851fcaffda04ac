package dev.starship.peers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.Eventually;
import dev.starship.peers.BalancerProcess.Transport;
import dev.starship.smuggling.AnswerReading;
import dev.starship.smuggling.AnswerReading.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// One connection, as a CDN keeps it open, with requests for many hosts: each finds its own
/// cluster.
@ParameterizedClass
@EnumSource(Transport.class)
class KeptConnectionIT extends BetweenRealPeers {
  private static final List<String> HOSTS = List.of("a.com", "b.com", "a.com", "unknown", "b.com");

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void eachRequestIsAnsweredByItsOwnClusterOrPage(boolean pipelined) throws Exception {
    List<String> requests =
        HOSTS.stream().map(host -> "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n").toList();
    List<String> answers = answers(requests, pipelined);
    assertThat(answers)
        .satisfiesExactly(
            answer -> assertThat(answer).startsWith("200 cluster=alpha host=a.com "),
            answer -> assertThat(answer).startsWith("200 cluster=beta host=b.com "),
            answer -> assertThat(answer).startsWith("200 cluster=alpha host=a.com "),
            answer -> assertThat(answer).startsWith("404 ").contains("unknown_host"),
            answer -> assertThat(answer).startsWith("200 cluster=beta host=b.com "));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void bodiesInBetweenReachTheirOwnCluster(boolean pipelined) throws Exception {
    List<String> requests =
        List.of(
            put("a.com", "Content-Length: 9\r\n\r\nfor alpha"),
            put("b.com", "Transfer-Encoding: chunked\r\n\r\n4\r\nfor \r\n4\r\nbeta\r\n0\r\n\r\n"),
            put("unknown", "Content-Length: 10\r\n\r\nfor nobody"),
            "GET /files/kept HTTP/1.1\r\nHost: a.com\r\n\r\n",
            put("unknown", "Transfer-Encoding: chunked\r\n\r\na\r\nfor nobody\r\n0\r\n\r\n"),
            "GET /files/kept HTTP/1.1\r\nHost: b.com\r\n\r\n");
    try {
      assertThat(answers(requests, pipelined))
          .satisfiesExactly(
              answer -> assertThat(answer).startsWith("201 "),
              answer -> assertThat(answer).startsWith("201 "),
              answer -> assertThat(answer).startsWith("404 "),
              answer -> assertThat(answer).isEqualTo("200 for alpha"),
              answer -> assertThat(answer).startsWith("404 "),
              answer -> assertThat(answer).isEqualTo("200 for beta"));
    } finally {
      Files.deleteIfExists(clusters.alpha().file("kept"));
      Files.deleteIfExists(clusters.beta().file("kept"));
    }
  }

  private static String put(String host, String rest) {
    return "PUT /files/kept HTTP/1.1\r\nHost: " + host + "\r\n" + rest;
  }

  /// Status and body of each answer.
  private List<String> answers(List<String> requests, boolean pipelined) throws IOException {
    List<String> answers = new ArrayList<>();
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), clusters.balancer().port())) {
      client.setSoTimeout((int) Eventually.LIMIT.toMillis());
      AnswerReading reading = new AnswerReading(client.getInputStream());
      if (pipelined) {
        client.getOutputStream().write(String.join("", requests).getBytes(ISO_8859_1));
      }
      for (String request : requests) {
        if (!pipelined) {
          client.getOutputStream().write(request.getBytes(ISO_8859_1));
        }
        assertThat(reading.next("GET"))
            .isInstanceOfSatisfying(
                Answer.Response.class,
                answer -> {
                  assertThat(answer.closes()).isFalse();
                  answers.add(answer.status() + " " + answer.body());
                });
      }
    }
    return answers;
  }
}
