package dev.starship.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.cli.ChangeFeed.Event;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ChangeFeedTest {
  private final ChangeFeed feed = new ChangeFeed("run1");

  @Test
  void tellsAReaderWhatCameSince() throws InterruptedException {
    feed.publish(List.of("a.com"));
    long read = feed.start("");
    feed.publish(List.of("b.com", "*.c.com"));
    assertThat(feed.after(read, Duration.ZERO))
        .containsExactly(
            new Event(2, "change", "{\"host\":\"b.com\"}"),
            new Event(3, "change", "{\"host\":\"*.c.com\"}"));
    assertThat(feed.after(3, Duration.ZERO)).isEmpty();
  }

  @Test
  void wakesAReaderThatWaits() throws Exception {
    var read = new CompletableFuture<List<Event>>();
    Thread reader =
        Thread.startVirtualThread(() -> {
          try {
            read.complete(feed.after(0, Duration.ofMinutes(5)));
          } catch (InterruptedException interrupted) {
            read.completeExceptionally(interrupted);
          }
        });
    feed.publish(List.of("a.com"));
    assertThat(read.get()).containsExactly(new Event(1, "change", "{\"host\":\"a.com\"}"));
    reader.join();
  }

  @Test
  void goesOnWhereAReaderStopped() throws InterruptedException {
    feed.publish(List.of("a.com", "b.com"));
    assertThat(feed.after(feed.start("run1-1"), Duration.ZERO))
        .extracting(Event::number)
        .containsExactly(2L);
  }

  @Test
  void resetsAReaderOfAnotherRunOrOfNone() throws InterruptedException {
    feed.publish(List.of("a.com"));
    for (String id :
        List.of("run0-1", "1", "run1-", "run1-x", "run1-2", "run1-999999999999999999")) {
      assertThat(feed.after(feed.start(id), Duration.ZERO))
          .containsExactly(new Event(1, "reset", "{}"));
    }
  }

  @Test
  void resetsAReaderThatWasAwayForTooLong() throws InterruptedException {
    feed.publish(List.of("a.com"));
    feed.publish(Collections.nCopies(ChangeFeed.MAX_KEPT, "b.com"));
    assertThat(feed.after(0, Duration.ZERO))
        .containsExactly(new Event(ChangeFeed.MAX_KEPT + 1, "reset", "{}"));
    assertThat(feed.after(1, Duration.ZERO)).hasSize(ChangeFeed.MAX_KEPT);
  }

  @Test
  void writesEventsAsServerSentEvents() {
    assertThat(feed.text(new Event(7, "change", "{\"host\":\"a.com\"}")))
        .isEqualTo("id: run1-7\nevent: change\ndata: {\"host\":\"a.com\"}\n\n");
  }
}
