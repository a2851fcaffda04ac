package dev.starship.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.transport.LoopLimits;
import org.junit.jupiter.api.Test;

/// What receivers that do not keep up may hold on machines of different sizes.
class RelayLimitsTest {
  private static final long MIB = 1 << 20;

  @Test
  void whereThereIsMemoryEnoughNothingChanges() {
    assertThat(within(112 * MIB)).isEqualTo(RelayLimits.DEFAULT);
    assertThat(within(1_000 * MIB)).isEqualTo(RelayLimits.DEFAULT);
  }

  @Test
  void onASmallMachineThereAreFewerOfAllThatHoldBytes() {
    RelayLimits half = within(56 * MIB);
    assertThat(half.reserveBuffers()).isEqualTo(96);
    assertThat(half.scarceBuffers()).isEqualTo(512);
    assertThat(half.reservePipes()).isEqualTo(24);
    assertThat(half.scarceReadBytes()).isEqualTo(RelayLimits.DEFAULT.scarceReadBytes());
    assertThat(half.turnBytes()).isEqualTo(RelayLimits.DEFAULT.turnBytes());
  }

  @Test
  void aFewAreLeftOnTheSmallest() {
    RelayLimits few = within(0);
    assertThat(few.reserveBuffers()).isEqualTo(8);
    assertThat(few.scarceBuffers()).isEqualTo(8);
    assertThat(few.reservePipes()).isEqualTo(2);
  }

  private static RelayLimits within(long bytes) {
    return RelayLimits.DEFAULT.within(bytes, LoopLimits.DEFAULT);
  }
}
