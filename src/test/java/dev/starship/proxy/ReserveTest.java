package dev.starship.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.transport.Buffer;
import dev.starship.transport.EventLoop;
import dev.starship.transport.LoopLimits;
import dev.starship.transport.Transports;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// How much may be read, and what is held, the more receivers are behind.
class ReserveTest {
  private static final int LARGE = LoopLimits.DEFAULT.sharedBufferBytes();
  private static final int SCARCE = 16 * 1024;
  private static final int LEAST = 4 * 1024;

  private final EventLoop loop = Transports.nio().newLoop("test", LoopLimits.DEFAULT, _ -> {});
  private final Reserve reserve =
      new Reserve(new RelayLimits(2, 3, SCARCE, LEAST, 1 << 20, 0, 64 * 1024, 16 * 1024), loop);
  private final List<Buffer> kept = new ArrayList<>();

  @AfterEach
  void close() {
    loop.close();
  }

  private void keep(int bytes) {
    kept.add(reserve.keep(ByteBuffer.allocate(bytes)));
  }

  @Test
  void readsTheLessTheMoreIsHeld() {
    assertThat(reserve.readBytes()).isEqualTo(LARGE);
    keep(LARGE);
    keep(SCARCE + 1);
    assertThat(reserve.readBytes()).isEqualTo(SCARCE);
    for (int i = 0; i < 3; i++) {
      keep(SCARCE);
    }
    assertThat(reserve.readBytes()).isEqualTo(LEAST);
    assertThat(reserve.scarceReads()).isEqualTo(2);
    assertThat(reserve.heldBytes()).isEqualTo(2L * LARGE + 3L * SCARCE);

    kept.forEach(reserve::release);
    assertThat(reserve.readBytes()).isEqualTo(LARGE);
    assertThat(reserve.heldBytes()).isZero();
  }

  /// Many slow receivers of little must not take what few of much need.
  @Test
  void holdsLittleInSmallBuffers() {
    for (int i = 0; i < 1_000; i++) {
      keep(LEAST);
    }
    assertThat(reserve.readBytes()).isEqualTo(LARGE);
    assertThat(reserve.heldBytes()).isEqualTo(1_000L * LEAST);
  }

  @Test
  void holdsAnOpeningAlsoWhenAllIsUsedUp() {
    for (int i = 0; i < 2; i++) {
      keep(LARGE);
    }
    for (int i = 0; i < 3; i++) {
      keep(SCARCE);
    }
    keep(SCARCE);
    reserve.release(kept.getLast());
    assertThat(reserve.readBytes()).isEqualTo(LEAST);
  }
}
