package dev.starship.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// When the memory for openings is used up.
class OpeningsTest {
  private final List<Openings> loops = Openings.ofLoops(100, 2);
  private final Openings first = loops.getFirst();
  private final Openings second = loops.getLast();

  @Test
  void oneLoopMayHoldWhatTheOthersLeave() {
    first.add(100);
    assertThat(first.isFull()).isFalse();
    first.add(1);
    assertThat(first.isFull()).isTrue();
  }

  @Test
  void whoeverHoldsNoMoreThanItsShareIsNotRefused() {
    first.add(90);
    second.add(50);
    assertThat(second.isFull()).isFalse();
    assertThat(first.isFull()).isTrue();
    second.add(-40);
    assertThat(first.isFull()).isFalse();
  }

  @Test
  void withoutALimitItIsNeverFull() {
    Openings unlimited = Openings.ofLoops(0, 1).getFirst();
    unlimited.add(Integer.MAX_VALUE);
    assertThat(unlimited.isFull()).isFalse();
    assertThat(unlimited.bytes()).isEqualTo(Integer.MAX_VALUE);
  }
}
