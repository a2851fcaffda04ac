package dev.starship.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.starship.transport.Buffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What becomes of buffers that were lent.
class BuffersTest {
  private static final int BYTES = 64;

  private final Buffers buffers = new Buffers(BYTES, 100);

  @Test
  void someAreKeptAndTheOthersGiveTheirMemoryBackAtOnce() {
    List<Buffer> lent = lend(20);
    lent.forEach(buffer -> assertThat(buffers.takeBack(buffer)).isTrue());
    lent.subList(0, 16).forEach(kept -> assertThat(kept.bytes().put(0, (byte) 1)).isNotNull());
    for (Buffer freed : lent.subList(16, 20)) {
      assertThatIllegalStateException().isThrownBy(() -> freed.bytes().put(0, (byte) 1));
    }
  }

  @Test
  void keptOnesAreLentAgain() {
    Set<Buffer> before = new HashSet<>(lend(10));
    before.forEach(buffers::takeBack);
    assertThat(lend(10)).allMatch(before::contains);
  }

  @Test
  void thoseOfAnotherSizeAreSomebodyElses() {
    lend(1);
    Buffer other = Buffer.borrow(BYTES + 1);
    assertThat(buffers.takeBack(other)).isFalse();
    other.free();
  }

  private List<Buffer> lend(int count) {
    return IntStream.range(0, count).mapToObj(_ -> buffers.lend()).toList();
  }
}
