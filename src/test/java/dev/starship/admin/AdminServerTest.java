package dev.starship.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starship.address.Address;
import dev.starship.metrics.Metrics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(30)
class AdminServerTest {
  private static final Address ANY_PORT = Address.parse("127.0.0.1:0").orElseThrow();

  private final AtomicReference<Readiness> readiness = new AtomicReference<>(Readiness.READY);
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<AutoCloseable> open = new ArrayList<>(List.of(client));

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable closeable : open.reversed()) {
      closeable.close();
    }
  }

  @Test
  void saysThatItLives() throws Exception {
    HttpResponse<String> answer = get(start(null), "/health/live");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"status\":\"live\"}\n");
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
  }

  @Test
  void isReadyAsSoonAsNothingIsMissing() throws Exception {
    AdminServer admin = start(null);
    readiness.set(new Readiness(List.of("listener [::]:443 is not bound", "draining")));
    HttpResponse<String> answer = get(admin, "/health/ready");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body())
        .isEqualTo(
            "{\"status\":\"not_ready\",\"missing\":[\"listener [::]:443 is not bound\",\"draining\"]}\n");
    readiness.set(Readiness.READY);
    assertThat(get(admin, "/health/ready").statusCode()).isEqualTo(200);
  }

  @Test
  void showsMetricsInTheFormatAskedFor() throws Exception {
    AdminServer admin = start(null);
    HttpResponse<String> text = get(admin, "/metrics");
    assertThat(text.headers().firstValue("Content-Type"))
        .contains("text/plain; version=0.0.4; charset=utf-8");
    assertThat(text.body()).contains("starship_sessions_open 0.0\n");
    HttpResponse<String> openMetrics =
        send(request(admin, "/metrics").header("Accept", "application/openmetrics-text").build());
    assertThat(openMetrics.body()).endsWith("# EOF\n");
  }

  @Test
  void headHasTheLengthButNoBody() throws Exception {
    HttpResponse<String> answer =
        send(
            request(start(null), "/health/live")
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.headers().firstValue("Content-Length")).contains("18");
  }

  @Test
  void anotherPathIsAProblem() throws Exception {
    HttpResponse<String> answer = get(start(null), "/x%22%0A%3Cb%3E");
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    JsonNode problem = JsonMapper.shared().readTree(answer.body());
    assertThat(problem.get("status").asInt()).isEqualTo(404);
    assertThat(problem.get("title").asString()).isEqualTo("Not Found");
    assertThat(problem.get("detail").asString()).startsWith("There is nothing at /x\"\n<b>. ");
  }

  @ParameterizedTest
  @CsvSource({"POST, /metrics", "DELETE, /health/live", "PUT, /health/ready", "BREW, /metrics"})
  void anotherMethodIsToldWhichAreAllowed(String method, String path) throws Exception {
    HttpResponse<String> answer =
        send(
            request(start(null), path)
                .method(method, HttpRequest.BodyPublishers.ofString("x"))
                .build());
    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD");
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health/live", "/health/ready", "/metrics"})
  void healthAndMetricsNeverAskForTheToken(String path) throws Exception {
    assertThat(get(start("secret"), path).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    ", 401",
    "Bearer wrong, 401",
    "Bearer secre, 401",
    "Bearer secrets, 401",
    "Basic secret, 401",
    "secret, 401",
    "Bearer secret, 404",
    "bearer  secret, 404"
  })
  void everythingElseAsksForTheToken(@Nullable String authorization, int status) throws Exception {
    HttpRequest.Builder request = request(start("secret"), "/routes/a.com");
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    HttpResponse<String> answer = send(request.build());
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("WWW-Authenticate").isPresent())
        .isEqualTo(status == 401);
  }

  @Test
  void aSecondInstanceOnThePortFailsAndSaysWhatToDo() throws Exception {
    AdminServer first = start(null);
    AdminSettings same = new AdminSettings(first.address(), null);
    assertThatThrownBy(() -> AdminServer.start(same, readiness::get, metrics()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the admin address " + first.address() + " cannot be bound")
        .hasMessageContaining("stop it or give this one another admin address");
    assertThat(get(first, "/health/live").statusCode()).isEqualTo(200);
  }

  @Test
  void anInstanceOnAllAddressesDoesNotShareThePortEither() throws Exception {
    AdminServer first = start(null);
    Address all = Address.parse("0.0.0.0:" + first.address().port()).orElseThrow();
    assertThatThrownBy(
            () -> AdminServer.start(new AdminSettings(all, "secret"), readiness::get, metrics()))
        .isInstanceOf(IOException.class);
  }

  @Test
  void clientsThatNeverFinishTheirRequestKeepNobodyWaiting() throws Exception {
    AdminServer admin = start(null);
    for (int i = 0; i < 200; i++) {
      Socket slow = new Socket(InetAddress.getLoopbackAddress(), admin.address().port());
      open.add(slow);
      slow.getOutputStream()
          .write("GET /metrics HTTP/1.1\r\nHost: a".getBytes(StandardCharsets.US_ASCII));
    }
    assertThat(get(admin, "/health/live").statusCode()).isEqualTo(200);
  }

  @Test
  void aFaultIsAProblemAndNotTheEnd() throws Exception {
    AdminServer admin =
        AdminServer.start(new AdminSettings(ANY_PORT, null), AdminServerTest::fail, metrics());
    open.add(admin);
    HttpResponse<String> answer = get(admin, "/health/ready");
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).doesNotContain("broken on purpose");
    assertThat(get(admin, "/health/live").statusCode()).isEqualTo(200);
  }

  @Test
  void afterClosingThePortIsFree() throws Exception {
    AdminServer first = start(null);
    Address address = first.address();
    first.close();
    try (AdminServer second =
        AdminServer.start(new AdminSettings(address, null), readiness::get, metrics())) {
      assertThat(get(second, "/health/live").statusCode()).isEqualTo(200);
    }
  }

  private static Readiness fail() {
    throw new IllegalStateException("broken on purpose");
  }

  private AdminServer start(@Nullable String token) throws IOException {
    AdminServer admin =
        AdminServer.start(new AdminSettings(ANY_PORT, token), readiness::get, metrics());
    open.add(admin);
    return admin;
  }

  private static Metrics metrics() {
    return new Metrics("1.2.3", "abc123");
  }

  private HttpResponse<String> get(AdminServer admin, String path) throws Exception {
    return send(request(admin, path).build());
  }

  private static HttpRequest.Builder request(AdminServer admin, String path) {
    return HttpRequest.newBuilder(URI.create("http://" + admin.address() + path));
  }

  private HttpResponse<String> send(HttpRequest request) throws Exception {
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }
}
