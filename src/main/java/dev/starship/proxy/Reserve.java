package dev.starship.proxy;

import dev.starship.transport.Buffer;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;

/// The memory of one event loop for bytes that a receiver did not take yet. A session holds some of
/// it only while its receiver is behind. Bounded by [RelayLimits]; on the loop's thread only, but
/// for the counters.
final class Reserve {
  private static final int KEPT_SPARE = 16;

  private final RelayLimits limits;
  private final int bufferBytes;
  private final ArrayDeque<Buffer> spare = new ArrayDeque<>();
  private final ArrayDeque<Buffer> spareSmall = new ArrayDeque<>();
  private int lent;
  private final AtomicLong heldBytes = new AtomicLong();
  private final AtomicLong scarceReads = new AtomicLong();

  /// @param bufferBytes the size of the loop's shared buffer: the most that one write can leave
  ///   behind
  Reserve(RelayLimits limits, int bufferBytes) {
    this.limits = limits;
    this.bufferBytes = bufferBytes;
  }

  /// How much a direction may read now: what one buffer of the reserve can take over, or little
  /// once none is left.
  int readBytes() {
    if (lent < limits.reserveBuffers()) {
      return bufferBytes;
    }
    add(scarceReads, 1);
    return limits.scarceReadBytes();
  }

  /// A buffer that holds the bytes `rest` still has; they are taken from it.
  Buffer keep(ByteBuffer rest) {
    Buffer buffer = borrow(rest.remaining());
    buffer.bytes().clear().put(rest).flip();
    add(heldBytes, buffer.bytes().capacity());
    return buffer;
  }

  /// Takes back what [#keep] gave.
  void release(Buffer buffer) {
    int capacity = buffer.bytes().capacity();
    add(heldBytes, -capacity);
    if (capacity == bufferBytes) {
      lent--;
      offer(spare, buffer);
    } else if (capacity == limits.scarceReadBytes()) {
      offer(spareSmall, buffer);
    }
  }

  /// Bytes of memory lent now. Any thread.
  long heldBytes() {
    return heldBytes.get();
  }

  /// How often a direction had to read little because the reserve was used up. Any thread.
  long scarceReads() {
    return scarceReads.get();
  }

  private Buffer borrow(int bytes) {
    if (bytes <= limits.scarceReadBytes()) {
      return take(spareSmall, limits.scarceReadBytes());
    }
    if (bytes <= bufferBytes && lent < limits.reserveBuffers()) {
      lent++;
      return take(spare, bufferBytes);
    }
    // An opening larger than a scarce read while the reserve is used up.
    return Buffer.allocate(bytes);
  }

  private static Buffer take(ArrayDeque<Buffer> spare, int bytes) {
    Buffer buffer = spare.pollLast();
    return buffer != null ? buffer : Buffer.allocate(bytes);
  }

  private static void offer(ArrayDeque<Buffer> spare, Buffer buffer) {
    if (spare.size() < KEPT_SPARE) {
      spare.addLast(buffer);
    }
  }

  /// Only the loop's thread writes, so no atomic update is needed.
  private static void add(AtomicLong counter, long amount) {
    counter.setRelease(counter.getPlain() + amount);
  }
}
