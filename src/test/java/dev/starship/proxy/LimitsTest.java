package dev.starship.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.Eventually;
import dev.starship.admission.Admission;
import dev.starship.admission.AdmissionSettings;
import dev.starship.admission.Limit;
import dev.starship.ending.Ending;
import dev.starship.preread.ClientHelloBytes;
import dev.starship.preread.PrereadLimits;
import dev.starship.routing.Action;
import dev.starship.routing.Backend;
import dev.starship.routing.Route;
import dev.starship.routing.RouteLimits;
import dev.starship.transport.Transport;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// What becomes of sessions that are too many, and that every session gives back what it took.
@ParameterizedClass
@MethodSource("dev.starship.proxy.BothTransports#all")
class LimitsTest {
  private static final int INTERNAL_ERROR = 80;

  /// No opening is late, also not that of a session that is only to be told that it is too many.
  private static final RunningProxy.Options OPTIONS =
      RunningProxy.Options.DEFAULT
          .onOneLoop()
          .with(new PrereadLimits(RunningProxy.PATIENCE, 64 * 1024))
          .with(
              new RefusalLimits(
                  RunningProxy.PATIENCE,
                  RefusalLimits.DEFAULT.sendTimeout(),
                  RefusalLimits.DEFAULT.lingerTimeout(),
                  RefusalLimits.DEFAULT.lingerBytes(),
                  RefusalLimits.DEFAULT.answerQuiet()));

  private final Transport transport;

  LimitsTest(Transport transport) {
    this.transport = transport;
  }

  private RunningProxy proxy(AdmissionSettings settings, TestBackend backend) {
    return proxy(transport, settings, backend);
  }

  private static RunningProxy proxy(
      Transport transport, AdmissionSettings settings, TestBackend backend) {
    return new RunningProxy(transport, OPTIONS.with(settings))
        .route("a.com", backend.port())
        .route("b.com", backend.port());
  }

  @Test
  void aSessionTooManyInAllIsToldSoAndTheOthersGoOn() throws Exception {
    try (TestBackend backend = TestBackend.echo();
        RunningProxy proxy = proxy(new AdmissionSettings(1, 0, 0, 0, 0, 0), backend)) {
      checkOneAfterTheOther(proxy, Ending.OVERLOADED, 503);
    }
  }

  @Test
  void aSessionTooManyOfAClientIsToldSoAndTheOthersGoOn() throws Exception {
    try (TestBackend backend = TestBackend.echo();
        RunningProxy proxy = proxy(new AdmissionSettings(0, 1, 0, 0, 0, 0), backend)) {
      checkOneAfterTheOther(proxy, Ending.CLIENT_OVER_LIMIT, 429);
    }
  }

  @Test
  void aSessionTooManyOfAHostIsToldSoAndTheOthersGoOn() throws Exception {
    try (TestBackend backend = TestBackend.echo();
        RunningProxy proxy = proxy(new AdmissionSettings(0, 0, 1, 0, 0, 0), backend)) {
      checkOneAfterTheOther(proxy, Ending.HOST_OVER_LIMIT, 503);
    }
  }

  @Test
  void aSessionTooManyOfAListenerIsToldSoAndTheOthersGoOn() throws Exception {
    RunningProxy.Options options = OPTIONS.withListenerFor(1);
    try (TestBackend backend = TestBackend.echo();
        RunningProxy proxy = new RunningProxy(transport, options).route("a.com", backend.port())) {
      checkOneAfterTheOther(proxy, Ending.OVERLOADED, 503);
      assertThat(proxy.proxy().admission().refusals(Limit.LISTENER)).isEqualTo(2);
      assertThat(proxy.proxy().admission().refusals(Limit.SESSIONS)).isZero();
    }
  }

  /// One session is served, others meanwhile are not, and the next one after it is.
  private static void checkOneAfterTheOther(RunningProxy proxy, Ending ending, int status)
      throws Exception {
    byte[] hello = ClientHelloBytes.helloTo("a.com").build();
    try (Socket first = proxy.connect()) {
      echoed(first, hello);
      try (Socket second = proxy.connect()) {
        second.getOutputStream().write(hello);
        byte[] alert = second.getInputStream().readAllBytes();
        assertThat(alert).hasSize(7).endsWith(INTERNAL_ERROR);
      }
      assertThat(proxy.nextEnd().ending()).isEqualTo(ending);
      try (TestClient third = proxy.client()) {
        assertThat(third.get("a.com", "/").response())
            .startsWith("HTTP/1.1 " + status + " ")
            .contains("Retry-After: ", ending.code());
      }
      assertThat(proxy.nextRequestEnd().part().ending()).isEqualTo(ending);
      // A connection over the limit of a host may still ask for another host.
      assertThat(proxy.nextEnd().ending())
          .isEqualTo(ending == Ending.HOST_OVER_LIMIT ? Ending.COMPLETED : ending);
      echoed(first, hello);
      first.shutdownOutput();
      assertThat(first.getInputStream().readAllBytes()).isEmpty();
    }
    assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.COMPLETED);
    try (Socket next = proxy.connect()) {
      echoed(next, hello);
    }
    assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.COMPLETED);
    checkNothingIsLeft(proxy);
  }

  private static void echoed(Socket client, byte[] bytes) throws IOException {
    client.getOutputStream().write(bytes);
    assertThat(client.getInputStream().readNBytes(bytes.length)).isEqualTo(bytes);
  }

  @Test
  void anHttpConnectionCountsForAHostOnlyDuringItsRequests() throws Exception {
    try (TestBackend backend = TestBackend.saying("alpha");
        RunningProxy proxy = proxy(new AdmissionSettings(0, 0, 1, 0, 0, 0), backend);
        TestClient one = proxy.client();
        TestClient other = proxy.client()) {
      for (int i = 0; i < 3; i++) {
        assertThat(one.get("a.com", "/").response()).endsWith("alpha GET /");
        assertThat(other.get("a.com", "/").response()).endsWith("alpha GET /");
        assertThat(other.get("b.com", "/").response()).endsWith("alpha GET /");
      }
    }
  }

  /// It is needed for the answer, and a client may take an hour for its body.
  @Test
  void theHeadOfARequestCountsAsMemoryUntilItIsAnswered() throws Exception {
    String head =
        "POST / HTTP/1.1\r\nHost: a.com\r\nContent-Length: 2\r\nX: "
            + "x".repeat(50_000)
            + "\r\n\r\n";
    try (TestBackend backend = TestBackend.saying("alpha");
        RunningProxy proxy = proxy(AdmissionSettings.DEFAULT, backend);
        TestClient client = proxy.client()) {
      client.send(head);
      backend.awaitConnection();
      client.send("1");
      proxy.awaitBytesRead(head.length() + 1);
      Eventually.holds(
          "the head is counted", () -> proxy.proxy().openingMemoryBytes() >= head.length());
      client.send("2");
      assertThat(client.response()).endsWith("alpha POST /");
      Eventually.counts("bytes of openings", 0, proxy.proxy()::openingMemoryBytes);
    }
  }

  @Test
  void inventedHostsBeyondTheBrakeAreNotLookedUp() throws Exception {
    StoppedClock clock = new StoppedClock(transport);
    try (TestBackend backend = TestBackend.echo();
        RunningProxy proxy = proxy(clock, new AdmissionSettings(0, 0, 0, 0, 3, 0), backend);
        TestClient client = proxy.client()) {
      for (int i = 0; i < 3; i++) {
        assertThat(client.get("x" + i + ".example", "/").response()).startsWith("HTTP/1.1 404 ");
      }
      assertThat(client.get("x4.example", "/").response())
          .startsWith("HTTP/1.1 429 ")
          .contains("client_over_limit");
      assertThat(proxy.proxy().admission().refusals(Limit.UNKNOWN_HOSTS)).isEqualTo(1);
      clock.pass(Duration.ofSeconds(20));
      assertThat(client.get("x5.example", "/").response()).startsWith("HTTP/1.1 404 ");
      assertThat(client.get("x6.example", "/").response()).startsWith("HTTP/1.1 429 ");
    }
  }

  @Test
  void newSessionsOfAHostBeyondItsRoutesRateAreRefusedAndThoseOfOthersAreNot() throws Exception {
    StoppedClock clock = new StoppedClock(transport);
    try (TestBackend backend = TestBackend.saying("alpha");
        RunningProxy proxy = proxy(clock, AdmissionSettings.DEFAULT, backend)) {
      proxy.answer("a.com", limited(backend.port(), new RouteLimits(0, 2)));
      for (int second = 0; second < 3; second++) {
        checkServed(proxy, "a.com");
        checkServed(proxy, "a.com");
        checkOverRate(proxy, "a.com");
        checkServed(proxy, "b.com");
        checkOverRate(proxy, "a.com");
        assertThat(proxy.proxy().admission().refusals(Limit.HOST_RATE)).isEqualTo(2 * second + 2);
        clock.pass(Duration.ofSeconds(1));
      }
    }
  }

  private static void checkServed(RunningProxy proxy, String host) throws Exception {
    try (TestClient client = proxy.client()) {
      assertThat(client.get(host, "/").response()).endsWith("alpha GET /");
    }
  }

  private static void checkOverRate(RunningProxy proxy, String host) throws Exception {
    try (TestClient client = proxy.client()) {
      assertThat(client.get(host, "/").response())
          .startsWith("HTTP/1.1 503 ")
          .contains(Ending.HOST_OVER_LIMIT.code());
    }
  }

  private static Route limited(int port, RouteLimits limits) {
    Backend backend = Backend.parse("127.0.0.1:" + port).orElseThrow();
    return new Route(
        "A Simple App", Action.FORWARD, List.of(backend), null, false, null, null, limits, null);
  }

  @Test
  void whoseOpeningFindsTheMemoryUsedUpIsRefusedUnlessItIsSmall() throws Exception {
    String begun = "GET / HTTP/1.1\r\nHost: a.com\r\nX: " + "x".repeat(6_000);
    // One of them fits, even when it grows by doubling, and two do not.
    int memory = 2 * begun.length() + 500;
    try (TestBackend backend = TestBackend.saying("alpha");
        RunningProxy proxy = proxy(new AdmissionSettings(0, 0, 0, 0, 0, memory), backend);
        TestClient first = proxy.client()) {
      first.send(begun);
      // It is counted some steps after its bytes were read, on the event loop.
      Eventually.sees(
          "the opening is counted",
          () -> proxy.proxy().openingMemoryBytes(),
          bytes -> bytes >= begun.length());
      try (TestClient second = proxy.client()) {
        second.send(begun + "x".repeat(1_000));
        assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.OVERLOADED);
      }
      assertThat(proxy.proxy().admission().refusals(Limit.OPENINGS)).isEqualTo(1);
      try (TestClient small = proxy.client()) {
        assertThat(small.get("a.com", "/").response()).endsWith("alpha GET /");
      }
      assertThat(first.send("\r\n\r\n").response()).endsWith("alpha GET /");
    }
  }

  @Test
  void whateverASessionEndsForItGivesBackWhatItTook() throws Exception {
    try (TestBackend backend = TestBackend.echo();
        RunningProxy proxy = proxy(new AdmissionSettings(9, 9, 9, 9, 9, 1 << 20), backend)) {
      try (Socket silent = proxy.connect()) {
        silent.shutdownOutput();
        assertThat(silent.getInputStream().readAllBytes()).isEmpty();
      }
      assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.SILENT);
      check(proxy, new byte[] {22, 3, 1, 0}, Ending.CLIENT_CLOSED_EARLY);
      check(
          proxy, "GET / HTTP/1.1\r\nno field\r\n\r\n".getBytes(US_ASCII), Ending.MALFORMED_OPENING);
      check(proxy, "SSH-2.0-x\r\n".getBytes(US_ASCII), Ending.UNKNOWN_PROTOCOL);
      check(proxy, ClientHelloBytes.helloTo("no.example").build(), Ending.UNKNOWN_HOST);
      check(proxy, ClientHelloBytes.helloTo("a.com").build(), Ending.COMPLETED);
      proxy.route("b.com", 1);
      check(proxy, ClientHelloBytes.helloTo("b.com").build(), Ending.BACKEND_REFUSED);
      checkNothingIsLeft(proxy);
    }
  }

  private static void check(RunningProxy proxy, byte[] sent, Ending ending) throws Exception {
    try (Socket client = proxy.connect()) {
      client.getOutputStream().write(sent);
      client.shutdownOutput();
      client.getInputStream().readAllBytes();
    }
    assertThat(proxy.nextEnd().ending()).isEqualTo(ending);
  }

  private static void checkNothingIsLeft(RunningProxy proxy) {
    Admission admission = proxy.proxy().admission();
    assertThat(admission.sessions()).isZero();
    assertThat(admission.clients()).isZero();
    assertThat(admission.hosts()).isZero();
    assertThat(proxy.proxy().openingMemoryBytes()).isZero();
  }
}
