package dev.starship.source.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(5);

  @Test
  void doublesUpToItsLimit() {
    var backoff = new Backoff(FIRST, LONGEST, () -> 1);
    assertThat(backoff.next()).isEqualTo(Duration.ofSeconds(1));
    assertThat(backoff.next()).isEqualTo(Duration.ofSeconds(2));
    assertThat(backoff.next()).isEqualTo(Duration.ofSeconds(4));
    assertThat(backoff.next()).isEqualTo(Duration.ofSeconds(5));
    assertThat(backoff.next()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void beginsAnewAfterASuccess() {
    var backoff = new Backoff(FIRST, LONGEST, () -> 1);
    backoff.next();
    backoff.next();
    backoff.succeeded();
    assertThat(backoff.next()).isEqualTo(FIRST);
  }

  @Test
  void isSpreadOverTheUpperHalf() {
    assertThat(new Backoff(FIRST, LONGEST, () -> 0).next()).isEqualTo(Duration.ofMillis(500));
    assertThat(new Backoff(FIRST, LONGEST, () -> 0.5).next()).isEqualTo(Duration.ofMillis(750));
  }

  @Test
  void beginsWithWhatTheServerAsksForWithinItsLimit() {
    var backoff = new Backoff(FIRST, LONGEST, () -> 1);
    backoff.startWith(3_000);
    assertThat(backoff.next()).isEqualTo(Duration.ofSeconds(3));
    backoff.startWith(999_999);
    assertThat(backoff.next()).isEqualTo(LONGEST);
    backoff.startWith(0);
    assertThat(backoff.next()).isEqualTo(Duration.ofMillis(1));
  }
}
