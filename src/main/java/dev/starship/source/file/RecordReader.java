package dev.starship.source.file;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Reads the fields that [RecordWriter] wrote, in the same order.
final class RecordReader {
  private final byte[] bytes;
  private int at;

  RecordReader(byte[] bytes, int at) {
    this.bytes = bytes;
    this.at = at;
  }

  RecordReader(Slab slab, int place) {
    this(slab.chunk(place), Slab.inChunk(place));
  }

  /// Where the next field begins.
  int at() {
    return at;
  }

  int octet() {
    return bytes[at++] & 0xFF;
  }

  long number() {
    long value = 0;
    int octet;
    int shift = 0;
    do {
      octet = octet();
      value |= (octet & 0x7FL) << shift;
      shift += 7;
    } while (octet > 0x7F);
    return value;
  }

  @Nullable String text() {
    int length = (int) number() - 1;
    if (length < 0) {
      return null;
    }
    at += length;
    return new String(bytes, at - length, length, StandardCharsets.UTF_8);
  }

  byte[] octets(int count) {
    at += count;
    return Arrays.copyOfRange(bytes, at - count, at);
  }

  void skip(int count) {
    at += count;
  }
}
