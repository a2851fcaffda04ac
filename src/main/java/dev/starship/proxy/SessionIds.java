package dev.starship.proxy;

import java.util.HexFormat;

/// Makes session ids: 64 bits, written as 16 hexadecimal digits, each once in a process, hardly
/// ever again in another. One event loop's thread.
final class SessionIds {
  private static final int LOOP_SHIFT = 48;

  private final long salt;
  private long counter;

  /// @param salt random, the same for all loops of a process
  /// @param loop the number of the loop, 0-65535
  SessionIds(long salt, int loop) {
    this.salt = salt;
    this.counter = (long) loop << LOOP_SHIFT;
  }

  long next() {
    return scramble(counter++ + salt);
  }

  /// The id as log and pages show it.
  static String text(long id) {
    return HexFormat.of().toHexDigits(id);
  }

  /// A one-to-one mapping (the finalizer of SplitMix64), so that ids of one minute differ at a
  /// glance. It hides nothing: who has two ids can tell how many sessions lie between them.
  private static long scramble(long number) {
    long mixed = number;
    mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
    return mixed ^ mixed >>> 31;
  }
}
