package dev.starship.source.file;

import java.util.SplittableRandom;

/// Hashes bytes one after the other: a polynomial with a multiplier of its own for every table, so
/// that whoever chooses names cannot make them collide.
final class ByteHash {
  /// The hash of nothing, to begin with.
  static final long START = 0;

  private final long multiplier = new SplittableRandom().nextLong() | 1;

  long and(long hash, int octet) {
    return hash * multiplier + octet;
  }

  /// Spreads the hash over the low bits, which choose a slot (the finaliser of MurmurHash3).
  static int finish(long hash) {
    long mixed = (hash ^ hash >>> 33) * 0xFF51AFD7ED558CCDL;
    mixed = (mixed ^ mixed >>> 33) * 0xC4CEB9FE1A85EC53L;
    return (int) (mixed ^ mixed >>> 33);
  }
}
