package dev.starship.balancing;

import static dev.starship.routing.Balance.LEAST_CONNECTIONS;
import static dev.starship.routing.Balance.P2C;
import static dev.starship.routing.Balance.ROUND_ROBIN;
import static dev.starship.routing.Balance.SOURCE_HASH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starship.routing.Balance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Which backend is chosen. Chance is seeded, so nothing here fails now and then.
class ChooserTest {
  private static final int MANY = 20_000;

  @ParameterizedTest
  @EnumSource
  void takesTheOnlyOne(Balance how) {
    assertThat(Choices.weights(3).count(how, 100)).isEqualTo(Map.of(1, 100));
    assertThat(Choices.weights(3).readiness(1, 0).count(how, 100)).isEqualTo(Map.of(1, 100));
  }

  @ParameterizedTest
  @EnumSource
  void choosesNobodyWhenAllWereTried(Balance how) {
    assertThat(Choices.weights(1, 1).tried(1).tried(2).choose(how, 1)).isZero();
    assertThat(new Choices().choose(how, 1)).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void givesEachItsWeight(Balance how) {
    Map<Integer, Integer> counts = Choices.weights(1, 2, 5).count(how, MANY);
    assertThat(counts.get(1)).isCloseTo(MANY / 8, within(MANY / 80));
    assertThat(counts.get(2)).isCloseTo(MANY / 4, within(MANY / 80));
    assertThat(counts.get(3)).isCloseTo(MANY * 5 / 8, within(MANY / 80));
  }

  @ParameterizedTest
  @EnumSource
  void givesOneThatRecoversOnlyThePartThatItIsReadyFor(Balance how) {
    Map<Integer, Integer> counts = Choices.weights(1, 1, 1).readiness(2, 0.1).count(how, MANY);
    assertThat(counts.get(2)).isCloseTo((int) (MANY * 0.1 / 2.1), within(MANY / 80));
  }

  @ParameterizedTest
  @EnumSource
  void usesTheNextPriorityOnlyWhenTheFirstIsWhollyOut(Balance how) {
    Choices choices = new Choices().with(1, 0, 1).with(1, 0, 1).with(1, 1, 1).with(1, 1, 1);
    assertThat(choices.count(how, 100).keySet()).containsExactlyInAnyOrder(1, 2);
    choices.readiness(1, 0);
    assertThat(choices.count(how, 100).keySet()).containsExactly(2);
    choices.readiness(2, 0);
    assertThat(choices.count(how, 100).keySet()).containsExactlyInAnyOrder(3, 4);
    choices.readiness(1, 0.1);
    assertThat(choices.count(how, 100).keySet()).containsExactly(1);
  }

  @ParameterizedTest
  @EnumSource
  void triesAnotherOneAfterAFailureAndTheNextPriorityAfterAll(Balance how) {
    Choices choices = new Choices().with(1, 0, 1).with(1, 0, 1).with(1, 7, 1).tried(1);
    assertThat(choices.count(how, 50).keySet()).containsExactly(2);
    assertThat(choices.tried(2).count(how, 50).keySet()).containsExactly(3);
    assertThat(choices.tried(3).choose(how, 1)).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void countsAllAsUsableWhenMostOfThemAreOut(Balance how) {
    Choices choices = Choices.weights(1, 1, 1).readiness(1, 0);
    assertThat(choices.count(how, 300).keySet()).containsExactlyInAnyOrder(2, 3);
    choices.readiness(2, 0);
    assertThat(choices.count(how, 300).keySet()).containsExactlyInAnyOrder(1, 2, 3);
    choices.readiness(3, 0);
    assertThat(choices.count(how, 300).keySet()).containsExactlyInAnyOrder(1, 2, 3);
  }

  @Test
  void fallsBackToTheFirstPriorityWhenEverythingIsOut() {
    Choices choices = new Choices().with(1, 1, 0).with(1, 0, 0);
    assertThat(choices.count(P2C, 50).keySet()).containsExactly(2);
    assertThat(choices.tried(2).count(P2C, 50).keySet()).containsExactly(1);
  }

  @Test
  void keepsSessionsThatStayInTheProportionOfTheWeights() {
    for (Balance how : List.of(P2C, LEAST_CONNECTIONS)) {
      List<Integer> full = Choices.weights(1, 2, 5).fill(how, 800);
      assertThat(full.get(0)).as(how.name()).isCloseTo(100, within(20));
      assertThat(full.get(1)).as(how.name()).isCloseTo(200, within(20));
      assertThat(full.get(2)).as(how.name()).isCloseTo(500, within(20));
    }
  }

  @Test
  void fillsUpWhoHasFewerSessions() {
    assertThat(
            Choices.weights(1, 1, 1)
                .connections(1, 50)
                .connections(2, 50)
                .fill(LEAST_CONNECTIONS, 50))
        .containsExactly(50, 50, 50);
    Map<Integer, Integer> drawn =
        Choices.weights(1, 1, 1).connections(1, 9).connections(2, 9).count(P2C, MANY);
    // The empty one is among the two that are drawn in two of three cases.
    assertThat(drawn.get(3)).isCloseTo(MANY * 2 / 3, within(MANY / 50));
  }

  @Test
  void neverPutsTheFullestOfManyFarAboveTheOthers() {
    double[] hundred = new double[100];
    Arrays.fill(hundred, 1);
    List<Integer> full = Choices.weights(hundred).fill(P2C, 10_000);
    assertThat(full).allSatisfy(connections -> assertThat(connections).isBetween(95, 105));
  }

  @Test
  void goesRoundInOrder() {
    Choices equal = Choices.weights(2, 2, 2);
    var order = new ArrayList<Integer>();
    for (int i = 0; i < 7; i++) {
      order.add(equal.choose(ROUND_ROBIN, 1));
    }
    assertThat(order).containsExactly(1, 2, 3, 1, 2, 3, 1);
  }

  @Test
  void spreadsTheTurnsOfAHeavyOne() {
    Choices choices = Choices.weights(3, 1);
    var order = new ArrayList<Integer>();
    for (int i = 0; i < 4000; i++) {
      order.add(choices.choose(ROUND_ROBIN, 1));
    }
    assertThat(order.stream().filter(one -> one == 2)).hasSize(1000);
    for (int i = 0; i + 5 <= order.size(); i++) {
      assertThat(order.subList(i, i + 5)).as("turns from %d", i).contains(1, 2);
    }
  }

  @Test
  void choosesEachExactlyByItsShareInOneRound() {
    assertThat(Choices.weights(1, 2, 5).count(ROUND_ROBIN, 10_000))
        .isEqualTo(Map.of(1, 1250, 2, 2500, 3, 6250));
  }

  @Test
  void leadsAClientToTheSameOneEveryTime() {
    Choices choices = Choices.weights(1, 1, 1, 1, 1);
    for (int client = 0; client < 200; client++) {
      int first = choices.choose(SOURCE_HASH, client);
      assertThat(choices.choose(SOURCE_HASH, client)).isEqualTo(first);
    }
  }

  @Test
  void movesOnlyTheClientsOfOneThatLeaves() {
    Choices before = Choices.weights(1, 1, 1, 1, 1);
    Choices after = before.without(3);
    Choices out = Choices.weights(1, 1, 1, 1, 1).readiness(3, 0);
    int moved = 0;
    for (int client = 0; client < MANY; client++) {
      int old = before.choose(SOURCE_HASH, client);
      int now = after.choose(SOURCE_HASH, client);
      assertThat(out.choose(SOURCE_HASH, client)).isEqualTo(now);
      if (old == 3) {
        moved++;
      } else {
        assertThat(now).isEqualTo(old);
      }
    }
    assertThat(moved).isCloseTo(MANY / 5, within(MANY / 50));
  }

  @Test
  void movesOnlyToWhoBecameHeavier() {
    Choices before = Choices.weights(1, 1, 1);
    Choices after = Choices.weights(1, 2, 1);
    int moved = 0;
    for (int client = 0; client < MANY; client++) {
      int old = before.choose(SOURCE_HASH, client);
      int now = after.choose(SOURCE_HASH, client);
      if (now != old) {
        assertThat(now).isEqualTo(2);
        moved++;
      }
    }
    assertThat(moved).isCloseTo(MANY / 6, within(MANY / 50));
  }

  @Test
  void keepsAllConnectionsOfAClientTogetherWhereThereAreFew() {
    Choices choices = Choices.weights(1, 1, 1);
    int own = choices.choose(SOURCE_HASH, 7);
    for (int connections = 1; connections < 100; connections++) {
      choices.connections(own, connections);
      assertThat(choices.choose(SOURCE_HASH, 7)).isEqualTo(own);
    }
  }

  @ParameterizedTest
  @EnumSource
  void findsTheOneThatIsLeftAtTheSecondAttemptAtTheLatest(Balance how) {
    for (int client = 0; client < 100; client++) {
      Choices choices = Choices.weights(1, 1, 1, 1, 1).connections(5, 10);
      for (int dead = 1; dead < 5; dead++) {
        choices.readiness(dead, 0);
      }
      int first = choices.choose(how, client);
      if (first != 5) {
        assertThat(choices.tried(first).choose(how, client)).isEqualTo(5);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void thoseThatNobodyCanConnectToAreNotTakenForEmpty(Balance how) {
    Choices choices = Choices.weights(1, 1, 1).connections(3, 10).readiness(1, 0).readiness(2, 0);
    assertThat(choices.count(how, MANY).get(3)).isGreaterThan(MANY / 4);
  }

  @Test
  void passesOverWhoIsOverfull() {
    List<Integer> full = Choices.weights(1, 1, 1, 1).fill(SOURCE_HASH, 1000);
    assertThat(full).allSatisfy(connections -> assertThat(connections).isLessThanOrEqualTo(313));
    Choices choices = Choices.weights(1, 1);
    int own = choices.choose(SOURCE_HASH, 7);
    choices.connections(own, 100).connections(3 - own, 10);
    assertThat(choices.choose(SOURCE_HASH, 7)).isEqualTo(3 - own);
  }
}
