package dev.starship.source.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.routing.SourceAnswer.Freshness;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CacheControlTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "max-age=60                                   | 60",
        "MAX-AGE = 60                                 | 60",
        "max-age=\"60\"                               | 60",
        "public, max-age=60, immutable                | 60",
        ",, max-age=60 ,                              | 60",
        "ext=\"a, max-age=5\", max-age=60             | 60",
        "ext=\"a\\\", max-age=5\", max-age=60         | 60",
        "max-age=60, max-age=5                        | 60",
        "max-age=soon, max-age=60                     | 60",
        "private, max-age=60                          | 60",
        "max-age=99999999999999999999                 | 2147483648",
      })
  void readsMaxAge(String value, long seconds) {
    assertThat(read(value).freshness()).isEqualTo(life(seconds));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "public", "max-age", "max-age=", "max-age=-1", "max-age=1.5", "s-maxage=9"})
  void saysNothingWithoutMaxAge(String value) {
    assertThat(read(value)).isEqualTo(new CacheControl(Freshness.UNSAID, false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no-cache",
        "no-store",
        "private",
        "max-age=0",
        "no-cache, no-store, max-age=0",
        "max-age=0, must-revalidate",
        "Private=\"x\"",
        "no-store, stale-if-error=60"
      })
  void whatFrameworksSendByDefaultDoesNotCount(String value) {
    assertThat(read(value)).isEqualTo(new CacheControl(Freshness.UNSAID, true));
  }

  @Test
  void tellsThatADirectiveBesideMaxAgeDoesNotCount() {
    assertThat(read("private, max-age=60").ignored()).isTrue();
    assertThat(read("max-age=60").ignored()).isFalse();
  }

  @Test
  void readsHowLongAStaleAnswerMayBeUsed() {
    assertThat(read("max-age=60, stale-while-revalidate=30, stale-if-error=0").freshness())
        .isEqualTo(new Freshness(Duration.ofSeconds(60), Duration.ofSeconds(30), Duration.ZERO));
  }

  @Test
  void takesSeveralFieldsTogether() {
    assertThat(CacheControl.read(List.of("public", "max-age=60"), null).freshness())
        .isEqualTo(life(60));
  }

  @ParameterizedTest
  @CsvSource({"0,60", "20,40", "' 20 ',40", "59,1", "60,1", "1000,1", "soon,60", "-5,60", "'',60"})
  void takesAwayWhatACacheOnTheWayHasUsedUp(String age, long seconds) {
    assertThat(CacheControl.read(List.of("max-age=60"), age).freshness()).isEqualTo(life(seconds));
  }

  private static CacheControl read(@Nullable String value) {
    return CacheControl.read(List.of(value == null ? "" : value), null);
  }

  private static Freshness life(long seconds) {
    return new Freshness(Duration.ofSeconds(seconds), null, null);
  }
}
