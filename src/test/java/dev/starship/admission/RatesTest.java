package dev.starship.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// Buckets of tokens for many keys in a table of a fixed size.
class RatesTest {
  private static final long MINUTE = Admission.MINUTE_NANOS;
  private static final int MOST = 1_000;
  private static final long SALT = 0x5EED;

  private final Rates rates = new Rates(64, SALT);

  @Test
  void givesAsManyAsThereAreAndThenNoMore() {
    for (int i = 0; i < MOST; i++) {
      assertThat(rates.isSpent(7, MOST, MINUTE, 0)).isFalse();
      assertThat(rates.take(7, MOST, MINUTE, 0)).isTrue();
    }
    assertThat(rates.isSpent(7, MOST, MINUTE, 0)).isTrue();
    assertThat(rates.take(7, MOST, MINUTE, 0)).isFalse();
    assertThat(rates.isSpent(8, MOST, MINUTE, 0)).isFalse();
  }

  @Test
  void givesThemBackEvenly() {
    spend(7, 0);
    long each = MINUTE / MOST;
    assertThat(rates.isSpent(7, MOST, MINUTE, each - 1)).isTrue();
    assertThat(rates.isSpent(7, MOST, MINUTE, each)).isFalse();
    assertThat(taken(7, MINUTE / 2)).isEqualTo(MOST / 2);
    assertThat(taken(7, 10 * MINUTE)).isEqualTo(MOST);
  }

  @Test
  void neverGivesMoreThanABucketAndWhatCameBackMeanwhile() {
    SplittableRandom random = new SplittableRandom(1);
    for (int round = 0; round < 200; round++) {
      Rates fresh = new Rates(8, random.nextLong());
      int most = random.nextInt(1, 50);
      long begin = random.nextLong();
      long now = begin;
      long given = 0;
      for (int i = 0; i < 500; i++) {
        now += random.nextLong(MINUTE / most);
        given += fresh.take(3, most, MINUTE, now) ? 1 : 0;
        long cameBack = (now - begin) / (MINUTE / most);
        assertThat(given).isLessThanOrEqualTo(most + cameBack);
      }
    }
  }

  @Test
  void whatIsOwedIsPaidBackBeforeAnythingIsGiven() {
    long each = MINUTE / MOST;
    spend(7, 0);
    for (int i = 0; i < 32; i++) {
      rates.charge(7, MOST, MINUTE, 0);
    }
    assertThat(rates.isSpent(7, MOST, MINUTE, 33 * each - 1)).isTrue();
    assertThat(rates.isSpent(7, MOST, MINUTE, 33 * each)).isFalse();
    for (int i = 0; i < 10 * MOST; i++) {
      rates.charge(7, MOST, MINUTE, 0);
    }
    assertThat(rates.isSpent(7, MOST, MINUTE, MINUTE)).isTrue();
    assertThat(rates.isSpent(7, MOST, MINUTE, MINUTE + each)).isFalse();
  }

  @Test
  void doesNotMindWhereItsTimesBegin() {
    for (long origin : new long[] {Long.MIN_VALUE, -1, 0, Long.MAX_VALUE - 5, Long.MAX_VALUE}) {
      Rates fresh = new Rates(8, SALT);
      assertThat(fresh.isSpent(7, 1, MINUTE, origin)).isFalse();
      assertThat(fresh.take(7, 1, MINUTE, origin)).isTrue();
      assertThat(fresh.take(7, 1, MINUTE, origin + MINUTE - 1)).isFalse();
      assertThat(fresh.isSpent(7, 1, MINUTE, origin + MINUTE - 1)).isTrue();
      assertThat(fresh.isSpent(7, 1, MINUTE, origin + MINUTE)).isFalse();
      assertThat(fresh.take(7, 1, MINUTE, origin + MINUTE)).isTrue();
    }
  }

  @Test
  void aFloodOfKeysForgetsTheLeastGuiltyAndKeepsTheGuilty() {
    spend(7, 0);
    for (long key = 1_000; key < 11_000; key++) {
      assertThat(rates.take(key, MOST, MINUTE, 0)).isTrue();
    }
    assertThat(rates.isSpent(7, MOST, MINUTE, 0)).isTrue();
    assertThat(rates.forgotten()).isBetween(9_900L, 10_000L);
  }

  @Test
  void aKeyThatHasAllItsTokensLeavesItsPlaceWithoutBeingMissed() {
    for (long key = 0; key < 10_000; key++) {
      assertThat(rates.take(key, MOST, MINUTE, key * MINUTE)).isTrue();
    }
    assertThat(rates.forgotten()).isZero();
  }

  @Test
  void neverStopsAKeyThatTookNothing() {
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 100_000; i++) {
      long guilty = random.nextLong(1_000);
      rates.take(guilty, 5, MINUTE, i);
      assertThat(rates.isSpent(-1 - random.nextLong(1_000), 5, MINUTE, i)).isFalse();
    }
  }

  @Test
  void everyTokenIsGivenOnceHoweverManyAskAtOnce() throws Exception {
    try (var threads = Executors.newFixedThreadPool(4)) {
      for (int round = 0; round < 50; round++) {
        Rates fresh = new Rates(1_024, round);
        fresh.take(7, MOST, MINUTE, 0);
        Callable<Integer> greedy =
            () -> {
              int given = 0;
              for (int i = 0; i < MOST; i++) {
                given += fresh.take(7, MOST, MINUTE, 0) ? 1 : 0;
              }
              return given;
            };
        int given = 1;
        for (Future<Integer> one : threads.invokeAll(List.of(greedy, greedy, greedy, greedy))) {
          given += one.get();
        }
        assertThat(given).isEqualTo(MOST);
      }
    }
  }

  @Test
  void textsGetKeysOfTheirOwn() {
    List<Long> keys = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      keys.add(rates.key("host" + i + ".example.com"));
    }
    assertThat(keys).doesNotHaveDuplicates();
    assertThat(new Rates(64, SALT + 1).key("a.com")).isNotEqualTo(rates.key("a.com"));
  }

  private void spend(long key, long now) {
    assertThat(taken(key, now)).isEqualTo(MOST);
  }

  private int taken(long key, long now) {
    int taken = 0;
    while (rates.take(key, MOST, MINUTE, now)) {
      taken++;
    }
    return taken;
  }
}
