package dev.starship.http;

import java.util.Arrays;

/// Bytes of messages as they are put together before one write, in an array that grows and is used
/// again and again. Not safe for several threads.
public final class Outgoing {
  private static final int USUAL_BYTES = 4 * 1024;

  private byte[] bytes = new byte[USUAL_BYTES];
  private int length;

  /// Nothing, in an array of usual size.
  public Outgoing() {}

  /// The array whose first [#length()] bytes are filled; it is replaced as it grows.
  public byte[] bytes() {
    return bytes;
  }

  /// How many bytes there are.
  public int length() {
    return length;
  }

  /// Forgets all, and an array of unusual size.
  public Outgoing clear() {
    if (bytes.length > 32 * USUAL_BYTES) {
      bytes = new byte[USUAL_BYTES];
    }
    length = 0;
    return this;
  }

  /// Appends `count` bytes of `from`, beginning at `offset`.
  public Outgoing append(byte[] from, int offset, int count) {
    makeRoom(count);
    System.arraycopy(from, offset, bytes, length, count);
    length += count;
    return this;
  }

  /// Appends a text whose chars are one byte of Latin-1 each.
  @SuppressWarnings("deprecation") // The one method that copies Latin-1 without an array between.
  Outgoing append(String text) {
    int count = text.length();
    makeRoom(count);
    text.getBytes(0, count, bytes, length);
    length += count;
    return this;
  }

  Outgoing append(char latin1) {
    makeRoom(1);
    bytes[length++] = (byte) latin1;
    return this;
  }

  /// Appends a whole field line.
  Outgoing field(String name, String value) {
    return append(name).append(": ").append(value).append("\r\n");
  }

  private void makeRoom(int more) {
    if (more > bytes.length - length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * bytes.length));
    }
  }
}
