package dev.starship.bench;

import java.nio.ByteBuffer;

/// The bytes that every transfer consists of: which byte stands at a position is known, so each
/// receiver can check what it got. The period is a prime, so that a piece lost or doubled is
/// noticed whatever its size.
final class Pattern {
  /// The most that one write sends and one read takes, in bytes.
  static final int CHUNK_BYTES = 256 * 1024;

  private static final int PERIOD = 1_000_003;
  private static final ByteBuffer BYTES = bytes();

  private Pattern() {}

  private static ByteBuffer bytes() {
    ByteBuffer all = ByteBuffer.allocateDirect(PERIOD + CHUNK_BYTES);
    long state = 88172645463325252L;
    for (int i = 0; i < PERIOD; i++) {
      state ^= state << 13;
      state ^= state >>> 7;
      state ^= state << 17;
      all.put(i, (byte) state);
    }
    for (int i = PERIOD; i < all.capacity(); i++) {
      all.put(i, all.get(i - PERIOD));
    }
    return all;
  }

  /// The bytes from `position` on, at most [#CHUNK_BYTES].
  static ByteBuffer from(long position, long length) {
    return BYTES.slice((int) (position % PERIOD), (int) Math.min(length, CHUNK_BYTES));
  }

  /// Checks that `got`, from its position to its limit, are the bytes from `position` on.
  ///
  /// @throws WrongBytes if they are not
  static void check(ByteBuffer got, long position) {
    int wrong = from(position, got.remaining()).mismatch(got);
    if (wrong >= 0) {
      throw new WrongBytes("byte " + (position + wrong) + " is not the one that was sent");
    }
  }

  /// A proxy lost, doubled or changed bytes, or ended a connection in another way than its peer.
  static final class WrongBytes extends IllegalStateException {
    private static final long serialVersionUID = 1;

    WrongBytes(String message) {
      super(message);
    }
  }
}
