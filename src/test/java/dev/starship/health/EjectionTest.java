package dev.starship.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.starship.address.Address;
import dev.starship.address.Ip;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// When an address is left out and how it comes back, in simulated time that begins just before the
/// clock overflows.
class EjectionTest {
  private static final HealthSettings SETTINGS =
      new HealthSettings(
          3,
          Duration.ofSeconds(5),
          Duration.ofSeconds(60),
          Duration.ofSeconds(30),
          CheckSettings.DEFAULT);

  private final Standings standings = new Standings(SETTINGS, HealthLimits.DEFAULT);
  private final Standing backend = standings.begin(new Address(Ip.v4(10 << 24 | 1), 443));
  private long now = Long.MAX_VALUE - Duration.ofSeconds(7).toNanos();

  private void pass(long seconds) {
    now += Duration.ofSeconds(seconds).toNanos();
  }

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      standings.failed(backend, now);
    }
  }

  private void eject() {
    fail(SETTINGS.failures());
  }

  @Test
  void standsBehindOthersForAWhileAndIsNotEjectedByIt() {
    assertThat(backend.isBehind(now)).isFalse();
    long until = now + Duration.ofSeconds(60).toNanos();
    backend.standBehind(until);
    pass(59);
    assertThat(backend.isBehind(now)).isTrue();
    assertThat(backend.readiness(now)).isEqualTo(1);
    pass(1);
    assertThat(backend.isBehind(now)).isFalse();
  }

  /// How long it stays ejected from now on.
  private int secondsOut() {
    int seconds = 0;
    while (backend.readiness(now) == 0) {
      pass(1);
      seconds++;
    }
    return seconds;
  }

  @Test
  void ejectsAfterSoManyFailuresInARow() {
    fail(2);
    assertThat(backend.readiness(now)).isEqualTo(1);
    fail(1);
    assertThat(backend.readiness(now)).isZero();
    assertThat(standings.ejections()).isEqualTo(1);
    assertThat(standings.ejected(now)).isEqualTo(1);
    assertThat(secondsOut()).isEqualTo(5);
    assertThat(standings.ejected(now)).isZero();
  }

  @Test
  void startsToCountAnewAfterASuccess() {
    fail(2);
    backend.succeeded(now);
    fail(2);
    assertThat(backend.readiness(now)).isEqualTo(1);
  }

  @Test
  void comesBackByASlowStart() {
    eject();
    pass(5);
    assertThat(backend.readiness(now)).isEqualTo(0.1);
    pass(15);
    assertThat(backend.readiness(now)).isCloseTo(0.5, within(0.001));
    pass(15);
    assertThat(backend.readiness(now)).isEqualTo(1);
  }

  @Test
  void ejectsForTwiceAsLongEachTimeUpToTheMost() {
    eject();
    for (int expected : new int[] {5, 10, 20, 40, 60, 60, 60}) {
      assertThat(secondsOut()).isEqualTo(expected);
      fail(1);
    }
  }

  @Test
  void beginsWithTheShortestTimeAgainAfterAWholeRecovery() {
    eject();
    secondsOut();
    fail(1);
    assertThat(secondsOut()).isEqualTo(10);
    pass(31);
    backend.succeeded(now);
    fail(2);
    assertThat(backend.readiness(now)).isEqualTo(1);
    fail(1);
    assertThat(secondsOut()).isEqualTo(5);
  }

  @Test
  void countsNoFailureWhileItIsOut() {
    eject();
    pass(4);
    fail(10);
    assertThat(secondsOut()).isEqualTo(1);
    assertThat(standings.ejections()).isEqualTo(1);
  }

  @Test
  void endsTheEjectionOfOneThatAnswersAfterAll() {
    eject();
    pass(1);
    backend.succeeded(now);
    assertThat(backend.readiness(now)).isEqualTo(0.1);
  }
}
