package dev.starship.preread;

import dev.starship.http.HttpLimits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/// Reads openings for tests, whole and in pieces.
public final class Openings {
  private Openings() {}

  static Preread preread() {
    return new Preread(PrereadLimits.DEFAULT, HttpLimits.DEFAULT);
  }

  static Opening read(byte[] bytes) {
    return preread().read(bytes, bytes.length);
  }

  static Opening read(String text) {
    return read(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /// A hello that a real client sent, with what came directly behind it.
  public static byte[] captured(String name) throws IOException {
    return Files.readAllBytes(Path.of("src/test/resources/hello", name + ".bin"));
  }

  /// What the records in the first `length` bytes hold.
  static byte[] message(byte[] records, int length) {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    int at = 0;
    while (at < length) {
      int bytes = (records[at + 3] & 0xFF) << 8 | records[at + 4] & 0xFF;
      message.write(records, at + 5, Math.min(bytes, length - at - 5));
      at += 5 + bytes;
    }
    return message.toByteArray();
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
