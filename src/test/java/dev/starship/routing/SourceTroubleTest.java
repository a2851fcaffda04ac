package dev.starship.routing;

import static dev.starship.routing.ScriptedSource.host;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What the operator's log says of a source.
class SourceTroubleTest {
  private long seconds;
  private final SourceTrouble trouble = new SourceTrouble(() -> TimeUnit.SECONDS.toNanos(seconds));

  private @Nullable String fails(long atSecond) {
    seconds = atSecond;
    return trouble.lineOnFailure(host("a.com"), "timed out");
  }

  private @Nullable String answers(long atSecond) {
    seconds = atSecond;
    return trouble.lineOnAnswer();
  }

  @Test
  void saysNothingOfASourceThatAnswers() {
    assertThat(answers(0)).isNull();
  }

  @Test
  void saysOnceThatTheSourceFails() {
    assertThat(fails(0)).isEqualTo("the source of routes fails: timed out (host a.com)");
    for (int second = 1; second < 60; second++) {
      assertThat(fails(second)).isNull();
    }
  }

  @Test
  void saysEachMinuteThatItStillFails() {
    fails(0);
    fails(30);
    assertThat(fails(60))
        .isEqualTo(
            "the source of routes has failed for 60 s, 3 times; last: timed out (host a.com)");
    assertThat(fails(119)).isNull();
    assertThat(fails(120)).isNotNull();
  }

  @Test
  void saysOnceThatItHasRecovered() {
    fails(0);
    fails(5);
    assertThat(answers(14)).as("too early to tell").isNull();
    assertThat(answers(15))
        .isEqualTo("the source of routes answers again: it failed 2 times in 5 s");
    assertThat(answers(16)).isNull();
  }

  @Test
  void aHostThatFailsAmongOthersThatDoNotIsOneLineAMinute() {
    int lines = 0;
    for (int second = 0; second < 600; second++) {
      lines += fails(second) == null ? 0 : 1;
      lines += answers(second) == null ? 0 : 1;
    }
    assertThat(lines).isEqualTo(10);
  }

  @Test
  void aHostThatFailsNowAndThenIsTwoLinesAMinute() {
    int lines = 0;
    for (int second = 0; second < 600; second++) {
      lines += second % 15 != 0 || fails(second) == null ? 0 : 1;
      lines += answers(second) == null ? 0 : 1;
    }
    assertThat(lines).isEqualTo(20);
  }

  @Test
  void aFailureSoonAfterTheLastLineIsToldOnceItLasts() {
    fails(0);
    assertThat(answers(10)).isNotNull();
    assertThat(fails(20)).isNull();
    assertThat(fails(60))
        .isEqualTo(
            "the source of routes has failed for 40 s, 2 times; last: timed out (host a.com)");
    assertThat(answers(70)).isNotNull();
  }

  @Test
  void cutsWhatTheSourceSays() {
    assertThat(trouble.lineOnFailure(host("a.com"), "x\n".repeat(1_000)))
        .hasSizeLessThan(400)
        .doesNotContain("\n");
  }
}
