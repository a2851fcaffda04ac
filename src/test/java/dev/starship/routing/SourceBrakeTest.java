package dev.starship.routing;

import static dev.starship.routing.Lab.millis;
import static dev.starship.routing.Lab.seconds;
import static dev.starship.routing.ScriptedSource.DOWN;
import static dev.starship.routing.ScriptedSource.UNKNOWN;
import static dev.starship.routing.ScriptedSource.found;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// How many questions a source gets that fails whatever it is asked.
class SourceBrakeTest {
  private static final int IN_A_ROW = LookupLimits.DEFAULT.failuresInARow();
  private static final int A_SECOND = LookupLimits.DEFAULT.questionsWhileFailing();

  private final Lab lab = new Lab();
  private int hosts;

  /// Makes so many hosts known whose answers have expired.
  private void know(int count) {
    lab.source.saysToAll(found("pod"));
    for (int i = 0; i < count; i++) {
      lab.answer("host" + i + ".com");
    }
    lab.time.pass(seconds(31));
  }

  /// The questions that a session of each of the next hosts causes, one after the other.
  private int questions(int sessions) {
    int before = lab.source.questions().size();
    for (int i = 0; i < sessions; i++) {
      lab.answer("host" + hosts++ + ".com");
    }
    return lab.source.questions().size() - before;
  }

  @Test
  void itIsAskedSeldomOnceItHasFailedSoOftenInARow() {
    know(3_000);
    lab.source.saysToAll(DOWN);
    assertThat(questions(1_000)).isBetween(IN_A_ROW + 1, IN_A_ROW + A_SECOND / 5);
    assertThat(questions(1_000)).isZero();
    lab.time.pass(seconds(1));
    assertThat(questions(1_000)).isBetween(1, A_SECOND / 5);
    assertThat(lab.count(LookupEvent.BRAKED)).isGreaterThan(2_500);
  }

  @Test
  void overTimeItIsAskedAsOftenAsIsAllowed() {
    know(6_000);
    lab.source.saysToAll(DOWN);
    questions(1_000);
    int asked = 0;
    for (int i = 0; i < 1_000; i++) {
      lab.time.pass(millis(10));
      asked += questions(5);
    }
    assertThat(asked).isBetween(9 * A_SECOND, 11 * A_SECOND);
  }

  @Test
  void itsFirstAnswerLetsGo() {
    know(2_000);
    lab.source.saysToAll(DOWN);
    questions(1_000);
    lab.source.saysToAll(UNKNOWN);
    lab.time.pass(millis(20));
    assertThat(questions(1_000)).isEqualTo(1_000);
  }

  @Test
  void oneThatAnswersNowAndThenIsAskedAsEver() {
    know(2_000);
    for (int i = 0; i < 100; i++) {
      lab.source.saysToAll(DOWN);
      assertThat(questions(IN_A_ROW - 1)).isEqualTo(IN_A_ROW - 1);
      lab.source.saysToAll(UNKNOWN);
      assertThat(questions(1)).isEqualTo(1);
    }
  }

  /// Somebody may have found names that it chokes on.
  @Test
  void whatItFailsForThatIsNotKnownHoldsBackNothing() {
    lab.source.saysToAll(DOWN);
    assertThat(questions(1_000)).isEqualTo(1_000);
  }

  /// Nobody waits for a question that is not asked.
  @Test
  void oldAnswersAreGivenAtOnceMeanwhile() {
    know(1_001);
    lab.source.saysToAll(DOWN);
    questions(1_000);
    assertThat(Lab.texts(lab.ask("host1000.com"))).containsExactly("stale pod");
  }
}
