package dev.starship;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.address.Ip;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Against interfaces that are told what to have, one reading after the other.
@Timeout(30)
class LocalAddressesTest {
  private static final Duration MOMENT = Duration.ofMillis(1);
  private static final Duration NEVER = Duration.ofDays(1);

  @Test
  void followsTheInterfacesUntilItIsClosed() throws SocketException {
    Readings readings =
        new Readings(List.of(Set.of(ip("10.0.0.1")), Set.of(), Set.of(ip("10.0.0.2"))));
    LocalAddresses local = new LocalAddresses(readings, MOMENT);
    readings.thenClose = local;
    assertThat(local.get()).containsExactly(ip("10.0.0.1"));
    local.run();
    assertThat(local.get()).containsExactly(ip("10.0.0.2"));
  }

  @Test
  void keepsWhatItHasWhereTheInterfacesCannotBeRead() throws SocketException {
    Readings readings = new Readings(List.of(Set.of(ip("10.0.0.1"))));
    LocalAddresses local = new LocalAddresses(readings, MOMENT);
    readings.thenClose = local;
    local.run();
    assertThat(readings.failures).isEqualTo(1);
    assertThat(local.get()).containsExactly(ip("10.0.0.1"));
  }

  @Test
  void readsNothingAnyMoreWhenItIsClosed() throws SocketException {
    LocalAddresses local = new LocalAddresses(new Readings(List.of(Set.of(ip("10.0.0.1")))), NEVER);
    local.close();
    local.run();
    assertThat(local.get()).containsExactly(ip("10.0.0.1"));
  }

  @Test
  void knowsTheLoopbackOfThisMachine() throws SocketException {
    try (LocalAddresses local = LocalAddresses.watch()) {
      assertThat(local.get()).anyMatch(Ip::isLoopback);
    }
  }

  private static Ip ip(String text) {
    return Ip.parse(text).orElseThrow();
  }

  /// What is read, in order; closes what reads it with the last, or fails where there is none left.
  private static final class Readings implements LocalAddresses.Interfaces {
    private final Queue<Set<Ip>> left;
    private @Nullable LocalAddresses thenClose;
    private int failures;

    Readings(List<Set<Ip>> readings) {
      left = new ArrayDeque<>(readings);
    }

    @Override
    public Set<Ip> addresses() throws SocketException {
      Set<Ip> next = left.poll();
      if (left.isEmpty() && thenClose != null) {
        thenClose.close();
      }
      if (next == null) {
        failures++;
        throw new SocketException("none");
      }
      return next;
    }
  }
}
