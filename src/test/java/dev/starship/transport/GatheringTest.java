package dev.starship.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// To which loop new connections come, step by step in a time of our own.
class GatheringTest {
  private static final long MILLI = 1_000_000;

  private final List<Loop> loops = Stream.of("first", "second").map(GatheringTest::loop).toList();
  private final List<Integer> steered = new ArrayList<>();
  private final Gathering gathering = new Gathering(loops, 0);
  private boolean systemRefuses;
  private long now;

  @AfterEach
  void end() {
    loops.forEach(Loop::close);
  }

  @Test
  void connectionsAreSpreadAtFirst() {
    accept(0, 100);
    assertThat(gathering.at()).isEqualTo(Gathering.SPREAD);
    assertThat(gathered()).isZero();
  }

  @Test
  void afterASecondOfLittleWorkTheyComeToOneLoop() {
    gatherAt(0);
    assertThat(steered).containsExactly(0);
    accept(0, 3);
    assertThat(gathered()).isEqualTo(3);
  }

  @Test
  void theyComeToTheLoopWithFewerSockets() {
    loops.getFirst().counters().countOpened();
    gatherAt(1);
  }

  @Test
  void theyComeToTheLoopThatIsNotBusy() {
    work(0, Gathering.SPREAD_NANOS / 2);
    gatherAt(1);
  }

  @Test
  void theyStaySpreadWhereNoLoopHasTimeForAll() {
    work(0, Gathering.SPREAD_NANOS / 5);
    work(1, Gathering.SPREAD_NANOS / 5);
    now += Gathering.SPREAD_NANOS;
    accept(0, 1);
    assertThat(gathering.at()).isEqualTo(Gathering.SPREAD);
    assertThat(steered).isEmpty();
  }

  @Test
  void whileSpreadTheFirstListenerDecides() {
    now += Gathering.SPREAD_NANOS;
    accept(1, 100);
    assertThat(gathering.at()).isEqualTo(Gathering.SPREAD);
    accept(0, 1);
    assertThat(gathering.at()).isZero();
  }

  @Test
  void aLoopThatWorksForMoreThanHalfOfTheTimeHasEnough() {
    gatherAt(0);
    work(0, Gathering.GATHERED_NANOS / 2);
    now += Gathering.GATHERED_NANOS;
    accept(0, 1);
    assertThat(gathering.at()).isZero();
    work(0, Gathering.GATHERED_NANOS / 2 + MILLI);
    now += Gathering.GATHERED_NANOS;
    accept(0, 1);
    assertThat(gathering.at()).isEqualTo(Gathering.SPREAD);
    assertThat(steered).containsExactly(0, Gathering.SPREAD);
  }

  @Test
  void aStopOfSomeMillisecondsIsNoWork() {
    gatherAt(0);
    work(0, 30 * MILLI);
    now += 40 * MILLI;
    accept(0, Gathering.STORM_CONNECTIONS);
    assertThat(gathering.at()).isZero();
  }

  @Test
  void manyConnectionsWithinMillisecondsAreSpreadAtOnce() {
    gatherAt(0);
    now += 40 * MILLI;
    accept(0, Gathering.STORM_CONNECTIONS);
    assertThat(gathering.at()).isZero();
    now += Gathering.STORM_NANOS - 1;
    accept(0, Gathering.STORM_CONNECTIONS);
    assertThat(gathering.at()).isEqualTo(Gathering.SPREAD);
  }

  @Test
  void manyThatArePassedOnAreSpreadAtOnce() {
    gatherAt(0);
    now += 2 * Gathering.STORM_NANOS;
    accept(0, Gathering.STORM_CONNECTIONS / 2);
    passOn(0, Gathering.STORM_CONNECTIONS / 2);
    assertThat(gathering.at()).isEqualTo(Gathering.SPREAD);
  }

  @Test
  void aFewThatArePassedOnAreNoStorm() {
    gatherAt(0);
    for (int i = 0; i < 100; i++) {
      accept(0, 4);
      passOn(0, 1);
      now += 2 * MILLI;
    }
    assertThat(gathering.at()).isZero();
  }

  @Test
  void theOneWhereTheyAreGatheredDecides() {
    loops.getFirst().counters().countOpened();
    gatherAt(1);
    passOn(0, Gathering.STORM_CONNECTIONS);
    assertThat(gathering.at()).isEqualTo(1);
    passOn(1, Gathering.STORM_CONNECTIONS);
    assertThat(gathering.at()).isEqualTo(Gathering.SPREAD);
  }

  @Test
  void aLongSilenceBetweenConnectionsChangesNothing() {
    gatherAt(0);
    now += 3_600 * Gathering.SPREAD_NANOS;
    accept(0, 1);
    assertThat(gathering.at()).isZero();
    assertThat(steered).containsExactly(0);
  }

  @Test
  void whatTheSystemRefusesIsAskedForAgainLater() {
    systemRefuses = true;
    now += Gathering.SPREAD_NANOS;
    accept(0, 2);
    assertThat(gathering.at()).isEqualTo(Gathering.SPREAD);
    assertThat(steered).containsExactly(0);
    systemRefuses = false;
    gatherAt(0);
  }

  @Test
  void aListenerThatIsAloneHasNothingToDecide() {
    var alone = new Gathering(List.of(loops.getFirst()), 0);
    alone.accepted(0, false, 2 * Gathering.SPREAD_NANOS, this::steer);
    assertThat(alone.at()).isEqualTo(Gathering.SPREAD);
    assertThat(steered).isEmpty();
  }

  private void gatherAt(int loop) {
    now += Gathering.SPREAD_NANOS;
    accept(0, 1);
    assertThat(gathering.at()).isEqualTo(loop);
  }

  private long gathered() {
    return loops.stream().mapToLong(loop -> loop.counters().gathered()).sum();
  }

  private void work(int loop, long nanos) {
    loops.get(loop).counters().countTurn(nanos);
  }

  private void accept(int loop, int count) {
    for (int i = 0; i < count; i++) {
      gathering.accepted(loop, false, now, this::steer);
    }
  }

  private void passOn(int loop, int count) {
    for (int i = 0; i < count; i++) {
      gathering.accepted(loop, true, now, this::steer);
    }
  }

  private boolean steer(int listener) {
    steered.add(listener);
    return !systemRefuses;
  }

  private static Loop loop(String name) {
    return (Loop) Transports.nio().newLoop(name, LoopLimits.DEFAULT, _ -> {});
  }
}
