package dev.starship.source.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final Duration LEAST = Duration.ofMillis(500);
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private final AtomicLong now = new AtomicLong();

  private Backoff backoff(DoubleSupplier random) {
    var limits = new HttpSourceLimits(1, 0, 1, LONGEST, LEAST, FIRST, LONGEST);
    return new Backoff(limits, random, now::get);
  }

  private void isHeardFor(Backoff backoff, Duration life) {
    backoff.opened();
    now.addAndGet(life.toNanos());
    backoff.heard();
  }

  @Test
  void doublesUpToItsLimit() {
    Backoff backoff = backoff(() -> 1);
    assertThat(backoff.next()).isEqualTo(Duration.ofSeconds(1));
    assertThat(backoff.next()).isEqualTo(Duration.ofSeconds(2));
    assertThat(backoff.next()).isEqualTo(Duration.ofSeconds(4));
    assertThat(backoff.next()).isEqualTo(Duration.ofSeconds(5));
    assertThat(backoff.next()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void beginsAnewAfterAConnectionThatLivedLongerThanTheNextWait() {
    Backoff backoff = backoff(() -> 1);
    backoff.next();
    isHeardFor(backoff, Duration.ofMillis(2_001));
    assertThat(backoff.next()).isEqualTo(FIRST);
  }

  @Test
  void goesOnAfterAConnectionThatEndedSoon() {
    Backoff backoff = backoff(() -> 1);
    for (int seconds : new int[] {1, 2, 4, 5, 5}) {
      assertThat(backoff.next()).isEqualTo(Duration.ofSeconds(seconds));
      isHeardFor(backoff, FIRST);
    }
  }

  @Test
  void goesOnAfterAConnectionThatNeverSaidAnything() {
    Backoff backoff = backoff(() -> 1);
    backoff.next();
    backoff.opened();
    now.addAndGet(LONGEST.toNanos());
    assertThat(backoff.next()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void isSpreadOverTheUpperHalf() {
    assertThat(backoff(() -> 0).next()).isEqualTo(Duration.ofMillis(500));
    assertThat(backoff(() -> 0.5).next()).isEqualTo(Duration.ofMillis(750));
  }

  @Test
  void beginsWithWhatTheServerAsksForWithinItsLimits() {
    Backoff backoff = backoff(() -> 1);
    backoff.startWith(3_000);
    assertThat(backoff.next()).isEqualTo(Duration.ofSeconds(3));
    Backoff longest = backoff(() -> 1);
    longest.startWith(999_999);
    assertThat(longest.next()).isEqualTo(LONGEST);
    Backoff least = backoff(() -> 1);
    least.startWith(0);
    assertThat(least.next()).isEqualTo(LEAST);
  }

  @Test
  void whatTheServerAsksForDoesNotMakeUpForFailures() {
    Backoff backoff = backoff(() -> 1);
    for (int millis : new int[] {500, 1_000, 2_000, 4_000, 5_000, 5_000}) {
      backoff.startWith(0);
      assertThat(backoff.next()).isEqualTo(Duration.ofMillis(millis));
    }
  }
}
