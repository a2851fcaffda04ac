package dev.starship.preread;

import dev.starship.http.HttpLimits;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/// Reads openings for tests, whole and in pieces.
final class Openings {
  private Openings() {}

  static Preread preread() {
    return new Preread(PrereadLimits.DEFAULTS, HttpLimits.DEFAULTS);
  }

  static Opening read(byte[] bytes) {
    return preread().read(bytes, bytes.length);
  }

  static Opening read(String text) {
    return read(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /// Reads `bytes` in pieces; `pieceBytes` says how long the piece is that begins at an offset.
  /// Each call gets another array, and what has not come yet is garbage.
  static Opening readInPieces(byte[] bytes, IntUnaryOperator pieceBytes) {
    Preread preread = preread();
    Opening opening = preread.read(new byte[0], 0);
    int length = 0;
    while (length < bytes.length && opening instanceof Opening.NeedMore) {
      length = Math.min(bytes.length, length + pieceBytes.applyAsInt(length));
      byte[] sofar = Arrays.copyOf(bytes, length + 16);
      Arrays.fill(sofar, length, sofar.length, (byte) 0xA5);
      opening = preread.read(sofar, length);
    }
    return opening;
  }
}
