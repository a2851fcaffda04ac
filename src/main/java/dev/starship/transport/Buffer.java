package dev.starship.transport;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/// A block of memory outside the heap that sockets read into and write from. Not safe for several
/// threads.
public final class Buffer {
  private final Arena arena;
  private final ByteBuffer bytes;
  private final long address;

  private Buffer(Arena arena, int capacity) {
    this.arena = arena;
    MemorySegment memory = arena.allocate(capacity);
    this.bytes = memory.asByteBuffer();
    this.address = memory.address();
  }

  /// A new, empty buffer of `capacity` bytes, which lasts as long as anybody knows it.
  public static Buffer allocate(int capacity) {
    return new Buffer(Arena.ofAuto(), capacity);
  }

  /// A new, empty buffer of `capacity` bytes for the calling thread, to be given back by [#free()].
  /// For buffers that come and go: the collector would give back their memory much later, since it
  /// sees only how little they take of the heap.
  @SuppressWarnings("MustBeClosedChecker") // Whoever borrows it closes the arena by free().
  public static Buffer borrow(int capacity) {
    return new Buffer(Arena.ofConfined(), capacity);
  }

  /// Gives the memory of a borrowed buffer back. Whoever uses it afterwards has a bug, which
  /// [#bytes()] notices and the system calls do not.
  ///
  /// @throws UnsupportedOperationException if it was not borrowed
  public void free() {
    arena.close();
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
