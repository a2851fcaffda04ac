package dev.starship.source.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.transport.Unheard;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FeedConnectionTest {
  @Test
  void aFeedThatCannotBeReachedIsLostForAReason() throws Exception {
    try (var unheard = Unheard.socket()) {
      String api = "http://127.0.0.1:" + unheard.getLocalPort();
      var end = hear(api + "/secret?secret", Duration.ofSeconds(30), new Deaf(), System::nanoTime);
      assertThat(end)
          .isEqualTo(
              new FeedConnection.End.Lost("cannot connect to it: connection refused", false));
    }
  }

  @Test
  void silenceIsMeasuredFromTheLastPiece() throws Exception {
    // Long enough for the head to come in time.
    Duration silence = Duration.ofSeconds(2);
    long nearlyAllOfIt = silence.minusMillis(1).toNanos();
    var now = new AtomicLong();
    var looks = new Semaphore(0);
    var heard = new CountDownLatch(1);
    var listener =
        new Deaf() {
          @Override
          public void opened() {
            now.addAndGet(nearlyAllOfIt);
          }

          @Override
          public void heard() {
            now.addAndGet(nearlyAllOfIt);
            heard.countDown();
          }
        };
    LongSupplier nanoTime =
        () -> {
          looks.release();
          return now.get();
        };
    try (var api = new TestApi();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      api.answers(exchange -> {
        exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().write(": hello\n\n".getBytes(UTF_8));
        exchange.getResponseBody().flush();
        api.untilClosed();
      });
      var end = threads.submit(() -> hear(api.origin() + "/", silence, listener, nanoTime));
      heard.await();
      looks.drainPermits();
      looks.acquire(2);
      assertThat(end.isDone()).isFalse();
      now.addAndGet(Duration.ofMillis(1).toNanos());
      assertThat(end.get())
          .isEqualTo(new FeedConnection.End.Lost("nothing came for 2000 ms", false));
    }
  }

  private static FeedConnection.End hear(
      String url, Duration silence, FeedConnection.Listener listener, LongSupplier nanoTime)
      throws InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      return new FeedConnection(1_024, "", listener, nanoTime)
          .hear(client, HttpRequest.newBuilder(URI.create(url)).build(), silence);
    }
  }

  private static class Deaf implements FeedConnection.Listener {
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
