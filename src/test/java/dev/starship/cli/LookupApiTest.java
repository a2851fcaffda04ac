package dev.starship.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.address.Address;
import dev.starship.address.Host;
import dev.starship.routing.Route;
import dev.starship.routing.RouteJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The lookup API over real HTTP.
class LookupApiTest {
  private static final String JSON =
      "{\"host\": \"a.com\", \"endpoint\": \"10.0.0.24\", \"ttl\": 7}";

  private final ChangeFeed feed = new ChangeFeed("run1");
  private final BlockingQueue<String> log = new LinkedBlockingQueue<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private LookupApi api;

  @BeforeEach
  void start() throws IOException {
    Map<Host, Route> routes = Map.of(Host.parse("a.com").orElseThrow(), route());
    api =
        new LookupApi(
            Address.parse("127.0.0.1:0").orElseThrow(),
            host -> Optional.ofNullable(routes.get(host)),
            feed,
            log::add);
  }

  @AfterEach
  void stop() {
    api.close();
    client.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.com", "A.COM", "a.com.", "a%2Ecom"})
  void answersAKnownHostInAnySpelling(String host) throws Exception {
    HttpResponse<String> answer = get("/routes/" + host);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(RouteJson.read(answer.body().getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(new RouteJson.Parsed.Valid("a.com", route()));
  }

  @Test
  void answersAnUnknownHostWith404AndJson() throws Exception {
    HttpResponse<String> answer = get("/routes/b.com");
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(answer.body()).contains("unknown host b.com");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10.0.0.1", "a..com", "a/b", "a%20b", "%22"})
  void answersWhatIsNoHostWith400(String host) throws Exception {
    assertThat(get("/routes/" + host).statusCode()).isEqualTo(400);
  }

  @Test
  void answers304ToWhoeverHasTheRoute() throws Exception {
    String tag = get("/routes/a.com").headers().firstValue("ETag").orElseThrow();
    HttpResponse<String> again = send(request("/routes/a.com").header("If-None-Match", tag));
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(send(request("/routes/a.com").header("If-None-Match", "\"other\"")).statusCode())
        .isEqualTo(200);
  }

  @Test
  void answersHeadWithoutABody() throws Exception {
    HttpResponse<String> answer = send(request("/routes/a.com").HEAD());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.headers().firstValueAsLong("Content-Length"))
        .hasValue(get("/routes/a.com").body().length());
  }

  @ParameterizedTest
  @CsvSource({"/, 200", "/nothing, 404", "/routes, 404"})
  void saysWhatToAskFor(String path, int status) throws Exception {
    HttpResponse<String> answer = get(path);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");
    assertThat(answer.body()).contains("GET /routes/{host}");
  }

  @Test
  void refusesOtherMethods() throws Exception {
    HttpResponse<String> answer = send(request("/routes/a.com").DELETE());
    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD");
  }

  /// Each comes behind its answer.
  @Test
  void logsOneLineForEachRequest() throws Exception {
    get("/routes/a.com");
    assertThat(log.poll(10, TimeUnit.SECONDS)).isEqualTo("GET /routes/a.com 200");
    get("/routes/b.com%0a%1b");
    assertThat(log.poll(10, TimeUnit.SECONDS)).isEqualTo("GET /routes/b.com?? 400");
    api.close();
    assertThat(log).isEmpty();
  }

  @Test
  void tellsChangesAsTheyHappen() throws Exception {
    try (BufferedReader events = events(request("/events"))) {
      assertThat(events.readLine()).isEqualTo(": changes follow");
      feed.publish(List.of("a.com"));
      assertThat(next(events))
          .containsExactly("id: run1-1", "event: change", "data: {\"host\":\"a.com\"}");
      feed.publish(List.of("b.com"));
      assertThat(next(events)).contains("id: run1-2");
    }
  }

  @Test
  void tellsAReturningReaderWhatItMissed() throws Exception {
    feed.publish(List.of("a.com", "b.com"));
    try (BufferedReader events = events(request("/events").header("Last-Event-ID", "run1-1"))) {
      assertThat(next(events)).contains("id: run1-2");
    }
    try (BufferedReader events = events(request("/events").header("Last-Event-ID", "run0-1"))) {
      assertThat(next(events)).containsExactly("id: run1-2", "event: reset", "data: {}");
    }
  }

  private static Route route() {
    return switch (RouteJson.read(JSON.getBytes(StandardCharsets.UTF_8))) {
      case RouteJson.Parsed.Valid valid -> valid.route();
      case RouteJson.Parsed.Wrong(String why) -> throw new AssertionError(why);
    };
  }

  /// The lines of the next event.
  private static List<String> next(BufferedReader events) {
    return events
        .lines()
        .dropWhile(line -> line.isEmpty() || line.startsWith(":"))
        .takeWhile(line -> !line.isEmpty())
        .limit(3)
        .toList();
  }

  private BufferedReader events(HttpRequest.Builder request) throws Exception {
    var body = client.send(request.build(), BodyHandlers.ofInputStream()).body();
    return new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(request(path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://" + api.address() + path));
  }
}
