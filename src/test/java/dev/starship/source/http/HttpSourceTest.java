package dev.starship.source.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.address.Host;
import dev.starship.routing.Backend;
import dev.starship.routing.SourceAnswer;
import dev.starship.routing.SourceAnswer.Failed;
import dev.starship.routing.SourceAnswer.Found;
import dev.starship.routing.SourceAnswer.Freshness;
import dev.starship.routing.SourceAnswer.Unchanged;
import dev.starship.routing.SourceAnswer.Unknown;
import dev.starship.transport.Unheard;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpSourceTest {
  private static final Duration PATIENT = Duration.ofSeconds(30);
  private static final Duration IMPATIENT = Duration.ofMillis(200);
  private static final String ROUTE =
      "{\"app\": \"A Simple App\", \"host\": \"a.com\", \"endpoint\": \"10.0.0.24\"}";
  private static final String PAGE = "<html><body><h1>404 Not Found</h1></body></html>";

  private final List<AutoCloseable> open = new ArrayList<>();
  private TestApi api;

  @BeforeEach
  void startApi() throws IOException {
    api = new TestApi();
    open.add(api);
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  @Test
  void asksForTheHostInTheUrl() throws InterruptedException {
    api.answers(200, ROUTE);
    HttpSource source =
        source(
            new HttpSourceSettings(
                api.origin() + "/routes/{host}?h={host}",
                null,
                PATIENT,
                Map.of("Authorization", "Bearer secret")));
    assertThat(source.ask(host("a_b.example.com"), "")).isInstanceOf(Found.class);
    TestApi.Asked asked = api.nextAsked();
    assertThat(asked.url()).hasToString("/routes/a_b.example.com?h=a_b.example.com");
    assertThat(asked.header("Authorization")).isEqualTo("Bearer secret");
    assertThat(asked.header("Accept")).isEqualTo("application/json");
    assertThat(asked.headers()).doesNotContainKeys("If-none-match", "Upgrade");
  }

  @Test
  void a200IsFound() {
    api.answers(200, ROUTE, "Cache-Control", "max-age=60, stale-if-error=3600", "ETag", "\"v1\"");
    var found = (Found) ask();
    assertThat(found.route().app()).isEqualTo("A Simple App");
    assertThat(found.route().backends()).extracting(Backend::name).containsExactly("10.0.0.24");
    assertThat(found.validator()).isEqualTo("\"v1\"");
    assertThat(found.freshness())
        .isEqualTo(new Freshness(Duration.ofMinutes(1), null, Duration.ofHours(1)));
  }

  @Test
  void a200WithoutHeadersSaysNothingOfItsLife() {
    api.answers(200, ROUTE);
    var found = (Found) ask();
    assertThat(found.validator()).isEmpty();
    assertThat(found.freshness()).isEqualTo(Freshness.UNSAID);
  }

  @Test
  void a304IsUnchangedIfSomethingWasKnown() throws InterruptedException {
    api.answers(304, "", "Cache-Control", "max-age=60");
    assertThat(source(PATIENT).ask(host("a.com"), "W/\"v1\""))
        .isEqualTo(new Unchanged(new Freshness(Duration.ofMinutes(1), null, null)));
    assertThat(api.nextAsked().header("If-none-match")).isEqualTo("W/\"v1\"");
    assertThat(ask())
        .isEqualTo(new Failed(api.origin() + " answered HTTP 304, and nothing was known"));
  }

  @Test
  void aValidatorThatIsTooLongIsNotKept() {
    api.answers(200, ROUTE, "ETag", '"' + "x".repeat(300) + '"');
    assertThat(((Found) ask()).validator()).isEmpty();
  }

  @Test
  void aValidatorThatAHeaderCannotCarryIsNotKept() {
    api.answers(200, ROUTE, "ETag", "\"\u00fc\"");
    assertThat(((Found) ask()).validator()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 410})
  void a404Or410WithoutBodyIsUnknown(int status) {
    api.answers(status, "", "Cache-Control", "max-age=9");
    assertThat(ask())
        .isEqualTo(new Unknown(true, new Freshness(Duration.ofSeconds(9), null, null)));
  }

  @Test
  void a404WithABlankBodyIsUnknown() {
    api.answers(404, " \r\n");
    assertThat(ask()).isEqualTo(new Unknown(true, Freshness.UNSAID));
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 410})
  void a404Or410WithJsonIsUnknown(int status) {
    api.answers(status, " {\"detail\": \"Not Found\"}\n");
    assertThat(ask()).isEqualTo(new Unknown(true, Freshness.UNSAID));
  }

  @ParameterizedTest
  @ValueSource(strings = {PAGE, "404 page not found", "default backend - 404", "{\"detail\":"})
  void a404WithAnythingElseMayComeFromSomethingElse(String body) {
    api.answers(404, body);
    assertThat(ask()).isEqualTo(new Unknown(false, Freshness.UNSAID));
  }

  @Test
  void a404WithAVeryLongPageMayComeFromSomethingElse() {
    api.answers(404, PAGE.repeat(100_000));
    assertThat(ask()).isEqualTo(new Unknown(false, Freshness.UNSAID));
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 204, 206, 400, 401, 403, 405, 429, 500, 502, 503, 504})
  void anyOtherStatusIsAFailure(int status) {
    api.answers(status, "");
    assertThat(ask()).isEqualTo(new Failed(api.origin() + " answered HTTP " + status));
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void aRedirectIsAFailureAndNotFollowed(int status) throws InterruptedException {
    api.answers(status, "", "Location", api.origin() + "/elsewhere");
    assertThat(ask()).isInstanceOf(Failed.class);
    api.nextAsked();
    assertThat(api.waiting()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", PAGE, "{", "[]", "{\"endpoint\": 5}", "{\"app\": \"no endpoint\"}", "null"})
  void a200ThatIsNoRouteIsAFailure(String body) {
    api.answers(200, body);
    assertThat(((Failed) ask()).why())
        .startsWith("the answer of " + api.origin() + " is not a route: ");
  }

  @Test
  void a200ThatIsTooLongIsAFailureAndNotReadOn() {
    api.answers(exchange -> {
      exchange.sendResponseHeaders(200, 0);
      byte[] piece = new byte[1 << 16];
      // Ends only because the client closes.
      while (true) {
        exchange.getResponseBody().write(piece);
      }
    });
    assertThat(ask())
        .isEqualTo(
            new Failed(
                "the answer of " + api.origin() + " is not a route: is longer than 65536 bytes"));
  }

  @Test
  void anApiThatHangsIsAFailureAfterTheTimeout() {
    api.answers(_ -> api.untilClosed());
    assertThat(source(IMPATIENT).ask(host("a.com"), ""))
        .isEqualTo(new Failed("no whole answer of " + api.origin() + " within 200 ms"));
  }

  @Test
  void aBodyThatNeverEndsIsAFailureAfterTheTimeout() {
    api.answers(exchange -> {
      exchange.sendResponseHeaders(200, 0);
      while (!api.isClosedWithin(10)) {
        exchange.getResponseBody().write(' ');
        exchange.getResponseBody().flush();
      }
    });
    assertThat(source(IMPATIENT).ask(host("a.com"), ""))
        .isEqualTo(new Failed("no whole answer of " + api.origin() + " within 200 ms"));
  }

  @Test
  void aConnectionThatIsRefusedIsAFailure() throws IOException {
    try (var unheard = Unheard.socket()) {
      String api = "http://127.0.0.1:" + unheard.getLocalPort();
      assertThat(source(api + "/secret/{host}?secret", PATIENT).ask(host("a.com"), ""))
          .isEqualTo(new Failed("cannot connect to " + api + ": connection refused"));
    }
  }

  @Test
  void aNameThatIsNoneIsAFailure() {
    HttpSource source = source("http://api.invalid/{host}", PATIENT);
    assertThat(source.ask(host("a.com"), ""))
        .isEqualTo(new Failed("cannot connect to http://api.invalid: its name is not known"));
  }

  @Test
  void anAnswerThatBreaksOffIsAFailure() throws IOException {
    try (var server = new RawServer("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"end")) {
      String api = "http://127.0.0.1:" + server.port();
      assertThat(((Failed) source(api + "/{host}", PATIENT).ask(host("a.com"), "")).why())
          .startsWith("the connection to " + api + " broke");
    }
  }

  @Test
  void somethingThatIsNoHttpIsAFailure() throws IOException {
    try (var server = new RawServer("220 smtp.example.com ESMTP\r\n")) {
      HttpSource source = source("http://127.0.0.1:" + server.port() + "/{host}", PATIENT);
      assertThat(source.ask(host("a.com"), "")).isInstanceOf(Failed.class);
    }
  }

  @Test
  void aQuestionThatIsInterruptedIsGivenUp() throws InterruptedException {
    var reached = new CountDownLatch(1);
    api.answers(_ -> {
      reached.countDown();
      api.untilClosed();
    });
    HttpSource source = source(PATIENT);
    var answers = new ArrayList<SourceAnswer>();
    Thread asking = Thread.ofVirtual().start(() -> answers.add(source.ask(host("a.com"), "")));
    reached.await();
    asking.interrupt();
    asking.join();
    assertThat(answers).containsExactly(new Failed("the question was given up"));
  }

  @Test
  void closingGivesUpWhatIsUnderWay() throws InterruptedException {
    var reached = new CountDownLatch(1);
    api.answers(_ -> {
      reached.countDown();
      api.untilClosed();
    });
    HttpSource source = source(PATIENT);
    var answers = new ArrayList<SourceAnswer>();
    Thread asking = Thread.ofVirtual().start(() -> answers.add(source.ask(host("a.com"), "")));
    reached.await();
    source.close();
    asking.join();
    assertThat(answers).singleElement().isInstanceOf(Failed.class);
  }

  private SourceAnswer ask() {
    return source(PATIENT).ask(host("a.com"), "");
  }

  private HttpSource source(Duration timeout) {
    return source(api.origin() + "/routes/{host}", timeout);
  }

  private HttpSource source(String url, Duration timeout) {
    return source(new HttpSourceSettings(url, null, timeout, Map.of()));
  }

  private HttpSource source(HttpSourceSettings settings) {
    var source = new HttpSource(settings);
    open.add(source);
    return source;
  }

  private static Host host(String name) {
    return Host.parse(name).orElseThrow();
  }
}
