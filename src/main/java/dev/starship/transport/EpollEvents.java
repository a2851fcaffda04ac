package dev.starship.transport;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// An array of `struct epoll_event`: 32 bits of events, then 64 bits that the registration gave. On
/// x86-64, and only there, the structure is packed to 12 bytes; elsewhere the second member is
/// aligned and the structure has 16.
final class EpollEvents {
  private static final boolean PACKED = System.getProperty("os.arch").equals("amd64");
  private static final int TAG_OFFSET = PACKED ? 4 : 8;

  static final int EVENT_BYTES = TAG_OFFSET + Long.BYTES;

  private final int most;
  private final MemorySegment memory;

  /// @param most how many events there is room for
  EpollEvents(int most) {
    this.most = most;
    this.memory = Arena.ofAuto().allocate((long) most * EVENT_BYTES, Long.BYTES);
  }

  static void write(MemorySegment event, int events, long tag) {
    event.set(JAVA_INT_UNALIGNED, 0, events);
    event.set(JAVA_LONG_UNALIGNED, TAG_OFFSET, tag);
  }

  int most() {
    return most;
  }

  long address() {
    return memory.address();
  }

  int events(int index) {
    return memory.get(JAVA_INT_UNALIGNED, (long) index * EVENT_BYTES);
  }

  long tag(int index) {
    return memory.get(JAVA_LONG_UNALIGNED, (long) index * EVENT_BYTES + TAG_OFFSET);
  }
}
