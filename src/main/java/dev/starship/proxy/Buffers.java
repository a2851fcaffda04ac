package dev.starship.proxy;

import dev.starship.transport.Buffer;
import java.util.ArrayDeque;

/// Buffers of one size, of which a number may be lent at once. Of one event loop, on its thread.
final class Buffers {
  private static final int KEPT_SPARE = 16;

  private final int bytes;
  private final int most;
  private final ArrayDeque<Buffer> spare = new ArrayDeque<>();
  private int lent;

  Buffers(int bytes, int most) {
    this.bytes = bytes;
    this.most = most;
  }

  /// The size of each.
  int bytes() {
    return bytes;
  }

  /// Whether none is left.
  boolean isUsedUp() {
    return lent >= most;
  }

  /// Whether there is one that takes `count` bytes.
  boolean hasOneFor(int count) {
    return count <= bytes && !isUsedUp();
  }

  /// One of them, with anything in it, to be given back.
  Buffer lend() {
    Buffer kept = spare.pollLast();
    Buffer buffer = kept != null ? kept : Buffer.borrow(bytes);
    // Only now: there may be no memory for another one.
    lent++;
    return buffer;
  }

  /// Takes `buffer` back if it is one of them.
  boolean takeBack(Buffer buffer) {
    if (buffer.bytes().capacity() != bytes || lent == 0) {
      return false;
    }
    lent--;
    if (spare.size() < KEPT_SPARE) {
      spare.addLast(buffer);
    } else {
      buffer.free();
    }
    return true;
  }
}
