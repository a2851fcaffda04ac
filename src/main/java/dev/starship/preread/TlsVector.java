package dev.starship.preread;

import java.nio.charset.StandardCharsets;

/// A run of bytes in the presentation language of TLS (RFC 8446 section 3), read from its
/// beginning. Reading beyond the end breaks it: from then on it is empty and gives zeros.
final class TlsVector {
  private final byte[] bytes;
  private final int end;
  private int next;
  private boolean broken;

  TlsVector(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.next = from;
    this.end = end;
  }

  boolean isEmpty() {
    return next == end;
  }

  boolean isBroken() {
    return broken;
  }

  void skip(int count) {
    take(count);
  }

  int number8() {
    int at = take(1);
    return at < 0 ? 0 : bytes[at] & 0xFF;
  }

  int number16() {
    int at = take(2);
    return at < 0 ? 0 : (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
  }

  /// A vector whose length comes first in one byte.
  TlsVector vector8() {
    return vector(number8());
  }

  /// A vector whose length comes first in two bytes.
  TlsVector vector16() {
    return vector(number16());
  }

  /// What is left, each byte as a character.
  String text() {
    return new String(bytes, next, end - next, StandardCharsets.ISO_8859_1);
  }

  private TlsVector vector(int length) {
    int at = take(length);
    return at < 0 ? new TlsVector(bytes, end, end) : new TlsVector(bytes, at, at + length);
  }

  /// Where the next `count` bytes begin, or -1 if there are not so many.
  private int take(int count) {
    if (broken || end - next < count) {
      broken = true;
      next = end;
      return -1;
    }
    int at = next;
    next += count;
    return at;
  }
}
