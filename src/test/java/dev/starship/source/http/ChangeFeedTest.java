package dev.starship.source.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dev.starship.address.Host;
import dev.starship.routing.Change;
import dev.starship.routing.Change.OfHost;
import dev.starship.routing.Change.Purge;
import dev.starship.routing.Change.Reset;
import dev.starship.routing.SourceAnswer;
import dev.starship.seldom.SeldomLine;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.helpers.NOPLogger;

/// Through [HttpSource], against a real server.
@Timeout(60)
class ChangeFeedTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(100);
  private static final Duration MOMENT = Duration.ofMillis(1);

  private final BlockingQueue<Change> changes = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> toSend = new LinkedBlockingQueue<>();
  private final AtomicInteger connections = new AtomicInteger();
  private TestApi api;
  private final List<HttpSource> open = new ArrayList<>();

  @BeforeEach
  void startApi() throws IOException {
    api = new TestApi();
  }

  @AfterEach
  void stop() {
    open.forEach(HttpSource::close);
    api.close();
  }

  @Test
  void tellsWhatItHears() throws InterruptedException {
    api.answers(this::stream);
    HttpSource source = open(LONG);
    toSend.add("event: change\ndata: {\"host\": \"a.com\"}\n\n");
    toSend.add("event: change\ndata: {\"host\":\ndata: \"*.Shop.com\"}\n\n");
    toSend.add("event: purge\n\nevent: reset\ndata: {}\n\n");
    assertThat(changes.take()).isEqualTo(new Reset());
    assertThat(changes.take()).isEqualTo(new OfHost(host("a.com"), false));
    assertThat(changes.take()).isEqualTo(new OfHost(host("shop.com"), true));
    assertThat(changes.take()).isEqualTo(new Purge());
    assertThat(changes.take()).isEqualTo(new Reset());
    assertThat(source.feedCounters().isOpen()).isTrue();
    assertThat(source.feedCounters().changes()).isEqualTo(4);
    assertThat(source.feedCounters().connected()).isEqualTo(1);
  }

  @Test
  void asksForAnEventStreamWithTheHeadersOfTheSource() throws InterruptedException {
    api.answers(this::stream);
    open(LONG);
    TestApi.Asked asked = api.nextAsked();
    assertThat(asked.url()).hasToString("/events?all");
    assertThat(asked.header("Accept")).isEqualTo("text/event-stream");
    assertThat(asked.header("Authorization")).isEqualTo("Bearer secret");
    assertThat(asked.headers()).doesNotContainKey("Last-event-id");
  }

  /// @param id the line that names the event; empty for none
  private void hearOneChangeAndLoseIt(String id) throws InterruptedException {
    open(LONG);
    toSend.add(id + "event: change\ndata: {\"host\": \"a.com\"}\n\n");
    toSend.add("END");
    assertThat(changes.take()).isEqualTo(new Reset());
    assertThat(changes.take()).isInstanceOf(OfHost.class);
  }

  @Test
  void continuesAfterTheLastIdWhenTheConnectionBreaks() throws InterruptedException {
    api.answers(this::stream);
    hearOneChangeAndLoseIt("id: 41\n");
    api.nextAsked();
    assertThat(api.nextAsked().header("Last-event-id")).isEqualTo("41");
    toSend.add("event: change\ndata: {\"host\": \"b.com\"}\n\n");
    assertThat(changes.take()).isEqualTo(new OfHost(host("b.com"), false));
  }

  /// It may have forgotten that event, and would refuse for ever.
  @Test
  void beginsAnewWhereTheServerDoesNotContinue() throws InterruptedException {
    api.answers(exchange -> {
      if (connections.incrementAndGet() == 2) {
        exchange.sendResponseHeaders(410, -1);
      } else {
        stream(exchange);
      }
    });
    hearOneChangeAndLoseIt("id: 41\n");
    assertThat(changes.take()).isEqualTo(new Reset());
    api.nextAsked();
    assertThat(api.nextAsked().header("Last-event-id")).isEqualTo("41");
    assertThat(api.nextAsked().headers()).doesNotContainKey("Last-event-id");
  }

  @Test
  void withoutAnIdEveryConnectionBeginsWithAReset() throws InterruptedException {
    api.answers(this::stream);
    hearOneChangeAndLoseIt("");
    assertThat(changes.take()).isEqualTo(new Reset());
    api.nextAsked();
    assertThat(api.nextAsked().headers()).doesNotContainKey("Last-event-id");
  }

  @Test
  void connectsAgainWhenTheServerFails() throws InterruptedException {
    api.answers(exchange -> {
      switch (connections.incrementAndGet()) {
        case 1 -> exchange.sendResponseHeaders(503, -1);
        case 2 -> exchange.close();
        case 3 -> page(exchange);
        default -> stream(exchange);
      }
    });
    HttpSource source = open(LONG);
    assertThat(changes.take()).isEqualTo(new Reset());
    assertThat(connections).hasValue(4);
    assertThat(source.feedCounters().connected()).isEqualTo(1);
  }

  @Test
  void aFeedThatIsSilentCountsAsLost() throws InterruptedException {
    api.answers(this::stream);
    HttpSource source = open(SHORT);
    assertThat(changes.take()).isEqualTo(new Reset());
    assertThat(changes.take()).isEqualTo(new Reset());
    assertThat(source.feedCounters().connected()).isGreaterThan(1);
  }

  @Test
  void aServerThatNeverAnswersIsAskedAgain() throws InterruptedException {
    api.answers(exchange -> {
      if (connections.incrementAndGet() == 1) {
        api.untilClosed();
      }
      stream(exchange);
    });
    // Long enough for the second answer to come in time.
    open(Duration.ofSeconds(2));
    assertThat(changes.take()).isEqualTo(new Reset());
    assertThat(connections).hasValue(2);
  }

  @Test
  void theHeadOfAQuietFeedMayTakeLongerThanAnAnswer() throws InterruptedException {
    var firstEvent = new CountDownLatch(1);
    api.answers(exchange -> {
      if (exchange.getRequestURI().getPath().equals("/events")) {
        connections.incrementAndGet();
        firstEvent.await();
        stream(exchange);
      } else {
        api.untilClosed();
      }
    });
    HttpSource source = open(LONG, SHORT);
    api.nextAsked();
    // Asked later than the feed, and given up before it is heard.
    assertThat(source.ask(host("a.com"), "")).isInstanceOf(SourceAnswer.Failed.class);
    firstEvent.countDown();
    assertThat(changes.take()).isEqualTo(new Reset());
    assertThat(connections).hasValue(1);
  }

  @Test
  void a204EndsIt() throws InterruptedException {
    api.answers(204, "");
    hearToTheEnd(MOMENT, () -> 0);
    api.nextAsked();
    assertThat(api.waiting()).isZero();
    assertThat(changes).isEmpty();
  }

  @Test
  void aFeedThatEndsAfterOneCommentIsAskedForEverMoreSeldom() throws InterruptedException {
    api.answers(exchange -> endsAfterOneComment(exchange, 5));
    Backoff backoff = hearToTheEnd(LONG, () -> 0);
    assertThat(backoff.next()).isEqualTo(MOMENT.multipliedBy(32));
  }

  @Test
  void aFeedThatLivedForLongIsAskedForAgainAtOnce() throws InterruptedException {
    var now = new AtomicLong();
    api.answers(exchange -> endsAfterOneComment(exchange, 5));
    Backoff backoff = hearToTheEnd(LONG, () -> now.addAndGet(LONG.toNanos()));
    assertThat(backoff.next()).isEqualTo(MOMENT.multipliedBy(2));
  }

  /// Hears the feed until it answers 204.
  private Backoff hearToTheEnd(Duration longestWait, LongSupplier nanoTime)
      throws InterruptedException {
    var counters = new FeedCounters();
    var limits = new HttpSourceLimits(1 << 16, 256, 1 << 14, LONG, MOMENT, MOMENT, longestWait);
    var backoff = new Backoff(limits, () -> 1, nanoTime);
    try (var client = HttpClient.newHttpClient()) {
      var feed =
          new ChangeFeed(
              client,
              _ -> HttpRequest.newBuilder(URI.create(api.origin() + "/events")).build(),
              limits,
              changes::add,
              counters,
              backoff,
              new ChangeEvents(
                  changes::add,
                  counters,
                  new SeldomLine(NOPLogger.NOP_LOGGER, Duration.ZERO, () -> 0)),
              new FeedLog(NOPLogger.NOP_LOGGER, "", () -> 0),
              System::nanoTime);
      feed.start();
      feed.join();
    }
    return backoff;
  }

  private void endsAfterOneComment(HttpExchange exchange, int times) throws IOException {
    if (connections.incrementAndGet() > times) {
      exchange.sendResponseHeaders(204, -1);
      return;
    }
    exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    exchange.getResponseBody().write("retry: 0\n: hello\n\n".getBytes(UTF_8));
  }

  @Test
  void whatItCannotReadChangesNothing() throws InterruptedException {
    api.answers(this::stream);
    HttpSource source = open(LONG);
    assertThat(changes.take()).isEqualTo(new Reset());
    toSend.add("event: change\ndata: a.com\n\n");
    toSend.add("event: change\ndata: {\"host\": 5}\n\n");
    toSend.add("event: change\ndata: {\"host\": \"b\u00fccher.de\"}\n\n");
    toSend.add("event: change\ndata: " + "x".repeat(100_000) + "\n\n");
    toSend.add("event: renamed\ndata: {}\n\ndata: message\n\n");
    toSend.add("event: purge\n\n");
    assertThat(changes.take()).isEqualTo(new Purge());
    assertThat(source.feedCounters().eventsIgnored()).isEqualTo(4);
  }

  private HttpSource open(Duration silence) {
    return open(silence, LONG);
  }

  private HttpSource open(Duration silence, Duration timeout) {
    var settings =
        new HttpSourceSettings(
            api.origin() + "/routes/{host}",
            URI.create(api.origin() + "/events?all"),
            timeout,
            Map.of("Authorization", "Bearer secret"));
    var limits = new HttpSourceLimits(1 << 16, 256, 1 << 14, silence, MOMENT, MOMENT, MOMENT);
    var source = new HttpSource(settings, limits, System::nanoTime);
    open.add(source);
    source.onChange(changes::add);
    return source;
  }

  /// Sends what the test wants to be sent, until it wants the end.
  private void stream(HttpExchange exchange) throws IOException, InterruptedException {
    exchange.getResponseHeaders().add("Content-Type", "text/event-stream; charset=utf-8");
    exchange.sendResponseHeaders(200, 0);
    exchange.getResponseBody().flush();
    while (!api.isClosedWithin(0)) {
      String next = toSend.poll(10, TimeUnit.MILLISECONDS);
      if ("END".equals(next)) {
        return;
      }
      if (next != null) {
        exchange.getResponseBody().write(next.getBytes(UTF_8));
        exchange.getResponseBody().flush();
      }
    }
  }

  private static void page(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().add("Content-Type", "text/html");
    exchange.sendResponseHeaders(200, 2);
    exchange.getResponseBody().write("ok".getBytes(UTF_8));
  }

  private static Host host(String name) {
    return Host.parse(name).orElseThrow();
  }
}
