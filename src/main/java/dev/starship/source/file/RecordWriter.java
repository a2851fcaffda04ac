package dev.starship.source.file;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Writes the fields of one record after each other; used again for the next one. [RecordReader]
/// reads them in the same order.
final class RecordWriter {
  private byte[] bytes;
  private int length;

  /// @param expected how many bytes there may be; there can be more
  RecordWriter(int expected) {
    bytes = new byte[expected];
  }

  void clear() {
    length = 0;
  }

  void octet(int value) {
    room(1);
    bytes[length++] = (byte) value;
  }

  /// A number of 0 or more in as few bytes as it needs, seven bits each.
  void number(long value) {
    long rest = value;
    while (rest > 0x7F) {
      octet((int) rest & 0x7F | 0x80);
      rest >>>= 7;
    }
    octet((int) rest);
  }

  /// A text or its absence.
  void text(@Nullable String text) {
    if (text == null) {
      number(0);
      return;
    }
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    number(utf8.length + 1L);
    octets(utf8);
  }

  void octets(byte[] more) {
    octets(more, more.length);
  }

  /// What was written to `other`, after its length.
  void record(RecordWriter other) {
    number(other.length);
    octets(other.bytes, other.length);
  }

  private void octets(byte[] more, int count) {
    room(count);
    System.arraycopy(more, 0, bytes, length, count);
    length += count;
  }

  /// The bytes so far, in an array that is longer than [#length()] and that this writer keeps.
  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  private void room(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
