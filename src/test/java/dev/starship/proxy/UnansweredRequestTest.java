package dev.starship.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.Eventually;
import dev.starship.ending.Ending;
import dev.starship.events.SessionEnd;
import dev.starship.transport.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What becomes of an HTTP request whose backend breaks off after it got it: when another backend
/// gets it too, and when it must not.
@ParameterizedClass
@MethodSource("dev.starship.proxy.BothTransports#all")
class UnansweredRequestTest {
  private static final String GET = TestClient.request("a.com", "/");
  private static final String PUT =
      "PUT / HTTP/1.1\r\nHost: a.com\r\nContent-Length: 4\r\n\r\nbody";

  private final Transport transport;

  UnansweredRequestTest(Transport transport) {
    this.transport = transport;
  }

  /// Sends `a.com` to `backends`, the first one first.
  private RunningProxy proxy(TestBackend... backends) {
    return new RunningProxy(transport).answer("a.com", TestBackend.inOrder(null, backends));
  }

  /// Reads one request, says `words` and breaks off.
  private static TestBackend breakingOff(boolean byReset, String words) throws IOException {
    return TestBackend.running(connection -> {
      InputStream in = connection.getInputStream();
      TestClient.body(in, new String(TestBackend.readHead(in), ISO_8859_1));
      connection.getOutputStream().write(words.getBytes(ISO_8859_1));
      connection.setSoLinger(byReset, 0);
    });
  }

  private void checkAnsweredByTheOther(boolean byReset, String request, String seen)
      throws Exception {
    try (TestBackend broken = breakingOff(byReset, "");
        TestBackend other = TestBackend.saying("other");
        RunningProxy proxy = proxy(broken, other);
        TestClient client = proxy.client()) {
      // The second time, the client has got something, but not of this request.
      for (int i = 1; i <= 2; i++) {
        assertThat(client.send(request).response()).startsWith("HTTP/1.1 200 ");
        assertThat(other.nextReceived()).asString(ISO_8859_1).startsWith(seen);
        SessionEnd end = proxy.nextRequestEnd().part();
        assertThat(end.ending()).isEqualTo(Ending.COMPLETED);
        assertThat(end.status()).isEqualTo(200);
        assertThat(end.backendText()).isEqualTo("127.0.0.1:" + other.port());
        assertThat(broken.connections()).isEqualTo(i);
      }
      assertThat(proxy.proxy().turnsToAnother()).isEqualTo(2);
      assertThat(proxy.proxy().ejections()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "OPTIONS", "DELETE", "TRACE"})
  void anIdempotentRequestGoesToAnotherBackendAfterAReset(String method) throws Exception {
    checkAnsweredByTheOther(true, method + GET.substring(3), method + " / HTTP/1.1\r\n");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRequestWhoseBodyIsHeldTakesItAlong(boolean byReset) throws Exception {
    checkAnsweredByTheOther(byReset, PUT, "PUT / HTTP/1.1\r\n");
  }

  @Test
  void anIdempotentRequestGoesToAnotherBackendAfterAnOrderlyClose() throws Exception {
    checkAnsweredByTheOther(false, GET, "GET / HTTP/1.1\r\n");
  }

  @Test
  void whatIsPipelinedBehindItIsNotLost() throws Exception {
    try (TestBackend broken = breakingOff(true, "");
        TestBackend other = TestBackend.saying("other");
        RunningProxy proxy = proxy(broken, other);
        TestClient client = proxy.client()) {
      client.send(TestClient.request("a.com", "/1") + TestClient.request("a.com", "/2"));
      assertThat(client.response()).endsWith("other GET /1");
      assertThat(client.response()).endsWith("other GET /2");
    }
  }

  private void checkNotRepeated(TestBackend broken, String request, String response)
      throws Exception {
    try (broken;
        TestBackend other = TestBackend.saying("other");
        RunningProxy proxy = proxy(broken, other);
        TestClient client = proxy.client()) {
      assertThat(client.send(request).rest()).startsWith(response);
      assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.BACKEND_RESET);
      assertThat(other.connections()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PATCH", "M-SEARCH"})
  void aRequestThatMayHaveHadItsEffectGoesToOneOnly(String method) throws Exception {
    String request =
        method + " / HTTP/1.1\r\nHost: a.com\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx";
    checkNotRepeated(breakingOff(true, ""), request, "HTTP/1.1 502 ");
  }

  @Test
  void aRequestWhoseBodyCameLaterGoesToOneOnly() throws Exception {
    String half = "PUT / HTTP/1.1\r\nHost: a.com\r\nContent-Length: 4\r\n\r\nbo";
    TestBackend.Script resetting =
        connection -> {
          TestBackend.readHead(connection.getInputStream());
          connection.setSoLinger(true, 0);
        };
    checkNotRepeated(TestBackend.running(resetting), half, "HTTP/1.1 502 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.1 200 O", "HTTP/1.1 103 Early Hints\r\n\r\n"})
  void aRequestThatIsPartlyAnsweredGoesToOneOnly(String words) throws Exception {
    try (TestBackend broken = breakingOff(false, words);
        TestBackend other = TestBackend.saying("other");
        RunningProxy proxy = proxy(broken, other);
        TestClient client = proxy.client()) {
      client.send("GET / HTTP/1.1\r\nHost: a.com\r\nConnection: close\r\n\r\n");
      assertThat(client.rest()).contains("HTTP/1.1 502 ");
      assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.BACKEND_CLOSED_EARLY);
      assertThat(other.connections()).isZero();
    }
  }

  @Test
  void aKeptConnectionThatWasClosedIsNoAttempt() throws Exception {
    // The first connection answers one request and breaks off at the next; all others do at once.
    boolean[] used = new boolean[1];
    TestBackend.Script dying =
        connection -> {
          InputStream in = connection.getInputStream();
          TestBackend.readHead(in);
          if (!used[0]) {
            used[0] = true;
            connection.getOutputStream().write(TestBackend.ok("first").getBytes(ISO_8859_1));
            TestBackend.readHead(in);
          }
        };
    RunningProxy.Options two =
        RunningProxy.Options.DEFAULT.onOneLoop().with(new RetryLimits(2, Duration.ofSeconds(10)));
    try (TestBackend broken = TestBackend.running(dying);
        TestBackend other = TestBackend.saying("other");
        RunningProxy proxy =
            new RunningProxy(transport, two)
                .answer("a.com", TestBackend.inOrder(null, broken, other));
        TestClient client = proxy.client()) {
      assertThat(client.send(GET).response()).endsWith("first");
      Eventually.counts("kept connections", 1, proxy.proxy().poolCounters()::idle);
      assertThat(client.send(GET).response()).endsWith("other GET /");
      assertThat(broken.connections()).isEqualTo(2);
      assertThat(proxy.proxy().poolCounters().retried()).isOne();
      assertThat(proxy.proxy().turnsToAnother()).isOne();
    }
  }
}
