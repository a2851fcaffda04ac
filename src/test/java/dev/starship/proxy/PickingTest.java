package dev.starship.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.address.Address;
import dev.starship.health.HealthLimits;
import dev.starship.health.HealthSettings;
import dev.starship.health.Standing;
import dev.starship.health.Standings;
import dev.starship.health.Watch;
import dev.starship.routing.Balance;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What a lost race changes: which of a backend's addresses is taken, and nothing else.
class PickingTest {
  private static final Candidate V4 = candidate("192.0.2.1:443", 0);
  private static final Candidate V6 = candidate("[2001:db8::1]:443", 0);
  private static final Candidate OTHER = candidate("192.0.2.2:443", 1);

  private final Standings standings = new Standings(HealthSettings.DEFAULT, HealthLimits.DEFAULT);
  private final Picking picking =
      new Picking(standings, Watch.NOBODY, RetryLimits.DEFAULT, new SplittableRandom(1));

  private static Candidate candidate(String address, int backend) {
    return new Candidate(Address.parse(address).orElseThrow(), 1, 0, backend, null);
  }

  private @Nullable Candidate pick(List<Candidate> among) {
    SessionAccount account = new SessionAccount(0, 0, 0, OTHER.address(), OTHER.address());
    return picking.pick(Balance.P2C, account, among, List.of(), 0);
  }

  private void loses(Candidate race) {
    Standing standing = picking.begin(race.address());
    picking.lost(standing, 10);
    standing.end();
  }

  private Candidate orRival(List<Address> tried, long now) {
    SessionAccount account = new SessionAccount(0, 0, 0, OTHER.address(), OTHER.address());
    return picking.orRival(Balance.P2C, account, V4, List.of(V6), tried, now);
  }

  @Test
  void theRivalIsTakenForAsLongAsTheRaceCounts() {
    assertThat(orRival(List.of(), 0)).isEqualTo(V4);
    loses(V4);
    assertThat(orRival(List.of(), 9)).isEqualTo(V6);
    assertThat(orRival(List.of(), 10)).isEqualTo(V4);
  }

  @Test
  void aRivalThatWasTriedIsNotTaken() {
    loses(V4);
    assertThat(orRival(List.of(V6.address()), 9)).isEqualTo(V4);
  }

  @Test
  void aRivalThatIsSlowTooIsNotTaken() {
    loses(V4);
    loses(V6);
    assertThat(orRival(List.of(), 9)).isEqualTo(V4);
  }

  @Test
  void aRivalThatFailsIsNotTaken() {
    loses(V4);
    for (int i = 0; i < HealthSettings.DEFAULT.failures(); i++) {
      picking.failed(picking.begin(V6.address()), 0);
    }
    assertThat(orRival(List.of(), 9)).isEqualTo(V4);
  }

  @Test
  void aSessionTakesOneTurnHoweverOftenItPicks() {
    SessionAccount account = new SessionAccount(0, 0, 0, OTHER.address(), OTHER.address());
    List<Candidate> among = List.of(V4, OTHER);
    Supplier<@Nullable Candidate> next =
        () -> picking.pick(Balance.ROUND_ROBIN, account, among, List.of(), 0);
    Candidate first = next.get();
    assertThat(next.get()).isEqualTo(first);
    picking.endTurn(account, among, List.of());
    assertThat(next.get()).isNotNull().isNotEqualTo(first);
    picking.endTurn(account, among, List.of(V4.address()));
    assertThat(next.get()).isNotEqualTo(first);
    picking.endTurn(account, among, List.of());
    assertThat(next.get()).isEqualTo(first);
  }

  @Test
  void anotherBackendGetsNoMoreThanBefore() {
    loses(V4);
    loses(V6);
    long others =
        IntStream.range(0, 300).filter(_ -> OTHER.equals(pick(List.of(V4, V6, OTHER)))).count();
    assertThat(others).isBetween(60L, 140L);
  }
}
