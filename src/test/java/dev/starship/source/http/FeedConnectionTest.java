package dev.starship.source.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.transport.Unheard;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FeedConnectionTest {
  @Test
  void aFeedThatCannotBeReachedIsLostForAReason() throws Exception {
    try (var unheard = Unheard.socket()) {
      String api = "http://127.0.0.1:" + unheard.getLocalPort();
      assertThat(hear(api + "/secret?secret"))
          .isEqualTo(new FeedConnection.End.Lost("cannot connect to it: connection refused"));
    }
  }

  private static FeedConnection.End hear(String url) throws InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      return new FeedConnection(1_024, "", new Deaf())
          .hear(client, HttpRequest.newBuilder(URI.create(url)).build(), Duration.ofSeconds(30));
    }
  }

  private static final class Deaf implements FeedConnection.Listener {
    @Override
    public void opened() {}

    @Override
    public void heard() {}

    @Override
    public void event(String name, String data) {}

    @Override
    public void tooLong() {}

    @Override
    public void retry(long millis) {}
  }
}
