package dev.starship.transport;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/// A block of memory outside the heap that sockets read into and write from. Not safe for several
/// threads.
public final class Buffer {
  private final ByteBuffer bytes;
  private final long address;

  private Buffer(ByteBuffer bytes) {
    this.bytes = bytes;
    this.address = MemorySegment.ofBuffer(bytes).address();
  }

  /// A new, empty buffer of `capacity` bytes.
  public static Buffer allocate(int capacity) {
    return new Buffer(ByteBuffer.allocateDirect(capacity));
  }

  /// The memory with its position and limit, which reads and writes move as `java.nio` does.
  public ByteBuffer bytes() {
    return bytes;
  }

  /// The address of byte 0.
  long address() {
    return address;
  }
}
