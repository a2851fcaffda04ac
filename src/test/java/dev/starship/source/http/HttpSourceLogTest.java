package dev.starship.source.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.OperatorLines;
import dev.starship.address.Host;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What the operator reads of an API's answers.
class HttpSourceLogTest {
  @RegisterExtension
  private final OperatorLines lines = new OperatorLines("dev.starship.source.http");

  private final AtomicLong now = new AtomicLong();
  private TestApi api;
  private HttpSource source;

  @BeforeEach
  void start() throws IOException {
    api = new TestApi();
    var settings =
        new HttpSourceSettings(
            api.origin() + "/secret/{host}",
            null,
            Duration.ofSeconds(30),
            Map.of("Authorization", "secret"));
    source = new HttpSource(settings, HttpSourceLimits.DEFAULT, now::get);
  }

  @AfterEach
  void stop() {
    source.close();
    api.close();
  }

  @Test
  void anAnswerThatIsNoRouteIsToldWithItsHostButSeldom() {
    api.answers(200, "{\"endpoint\": 5}");
    ask("a.com");
    ask("a.com");
    ask("a.com");
    now.addAndGet(Duration.ofMinutes(1).toNanos());
    ask("a.com");
    assertThat(lines.told())
        .containsExactly(
            "the answer for a.com is not a route: endpoint: is not a string",
            "the answer for a.com is not a route: endpoint: is not a string (2 lines like this left out)");
  }

  @Test
  void wrongAnswersForOneHostDoNotHideThoseForAnother() {
    api.answers(200, "{\"endpoint\": 5}");
    ask("noisy.com");
    ask("noisy.com");
    ask("quiet.com");
    assertThat(lines.told())
        .containsExactly(
            "the answer for noisy.com is not a route: endpoint: is not a string",
            "the answer for quiet.com is not a route: endpoint: is not a string"
                + " (1 lines like this left out)");
  }

  @Test
  void headersAgainstCachingAreToldOnce() {
    api.answers(200, "{\"endpoint\": \"10.0.0.1\"}", "Cache-Control", "no-store");
    ask("a.com");
    ask("b.com");
    assertThat(lines.told())
        .singleElement()
        .asString()
        .contains("do not switch the cache off")
        .doesNotContain("secret");
  }

  private void ask(String host) {
    source.ask(Host.parse(host).orElseThrow(), "");
  }
}
