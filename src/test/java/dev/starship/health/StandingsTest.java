package dev.starship.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.address.Address;
import dev.starship.address.Ip;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class StandingsTest {
  private final Standings standings = new Standings(HealthSettings.DEFAULT, new HealthLimits(100));

  private static Address address(int number) {
    return new Address(Ip.v4(10 << 24 | number), 443);
  }

  private int connections(int number) {
    Standing standing = standings.of(address(number));
    return standing == null ? 0 : standing.connections();
  }

  @Test
  void countsTheConnectionsOfEachAddress() {
    Standing first = standings.begin(address(1));
    Standing second = standings.begin(address(1));
    standings.begin(address(2));
    assertThat(connections(1)).isEqualTo(2);
    assertThat(connections(2)).isEqualTo(1);
    assertThat(connections(3)).isZero();
    first.end();
    second.end();
    assertThat(connections(1)).isZero();
  }

  @Test
  void forgetsAddressesWithoutConnectionsOverTheLimit() {
    Standing held = standings.begin(address(0));
    for (int i = 1; i <= 10_000; i++) {
      standings.begin(address(i)).end();
    }
    assertThat(standings.size()).isLessThanOrEqualTo(101);
    assertThat(connections(0)).isEqualTo(1);
    held.end();
    assertThat(connections(0)).isZero();
  }

  @Test
  void keepsEveryAddressWithAConnection() {
    for (int i = 0; i < 1000; i++) {
      standings.begin(address(i));
    }
    assertThat(standings.size()).isEqualTo(1000);
  }

  @Test
  void losesNoCountWhenManyThreadsComeGoAndForget() throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      int first = t;
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 0; i < 20_000; i++) {
                  standings.begin(address((first + i) % 500)).end();
                }
              }));
    }
    Standing held = standings.begin(address(7));
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(Objects.requireNonNull(standings.of(address(7)))).isSameAs(held);
    for (int i = 0; i < 500; i++) {
      assertThat(connections(i)).as("address %d", i).isEqualTo(i == 7 ? 1 : 0);
    }
  }
}
