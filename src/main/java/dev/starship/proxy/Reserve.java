package dev.starship.proxy;

import dev.starship.counting.Count;
import dev.starship.transport.Buffer;
import dev.starship.transport.EventLoop;
import dev.starship.transport.Pipe;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The memory of one event loop for bytes that a receiver did not take yet: buffers, and pipes for
/// bulk. A session holds some of it only while its receiver is behind. Bounded by [RelayLimits]; on
/// the loop's thread only, but for the counters.
final class Reserve {
  private static final Logger LOG = LoggerFactory.getLogger(Reserve.class);
  private static final int KEPT_SPARE_PIPES = 4;

  private final RelayLimits limits;
  private final EventLoop loop;
  private final Buffers large;
  private final Buffers scarce;
  private final Buffers least;
  private final ArrayDeque<Pipe> sparePipes = new ArrayDeque<>();
  private int lentPipes;
  private boolean toldOfRefusal;
  private final Count heldBytes = new Count();
  private final Count scarceReads = new Count();

  Reserve(RelayLimits limits, EventLoop loop) {
    this.limits = limits;
    this.loop = loop;
    // The most that one write can leave behind.
    int most = loop.sharedBuffer().bytes().capacity();
    this.large = new Buffers(most, limits.reserveBuffers());
    this.scarce = new Buffers(limits.scarceReadBytes(), limits.scarceBuffers());
    this.least = new Buffers(limits.leastReadBytes(), Integer.MAX_VALUE);
  }

  /// How much a direction may read now: what a buffer of the reserve can take over, so ever less
  /// the more receivers are behind.
  int readBytes() {
    if (!isUsedUp()) {
      return large.bytes();
    }
    scarceReads.increment();
    return scarceReadBytes();
  }

  /// How much a direction may read while no large buffer is left.
  int scarceReadBytes() {
    return scarce.isUsedUp() ? least.bytes() : scarce.bytes();
  }

  /// Whether no large buffer is left.
  boolean isUsedUp() {
    return large.isUsedUp();
  }

  /// A buffer that holds the bytes `rest` still has; they are taken from it.
  Buffer keep(ByteBuffer rest) {
    Buffer buffer = borrow(rest.remaining());
    buffer.bytes().clear().put(rest).flip();
    heldBytes.add(buffer.bytes().capacity());
    return buffer;
  }

  /// Takes back what [#keep] gave.
  void release(Buffer buffer) {
    heldBytes.add(-buffer.bytes().capacity());
    // In the order in which they are lent, in case two sizes are the same.
    if (!least.takeBack(buffer) && !scarce.takeBack(buffer) && !large.takeBack(buffer)) {
      buffer.free();
    }
  }

  /// An empty pipe, to be given back; null where there is none, or none left: then bytes are
  /// copied.
  @Nullable Pipe lendPipe() {
    if (lentPipes >= limits.reservePipes()) {
      return null;
    }
    Pipe pipe = sparePipes.isEmpty() ? loop.newPipe() : sparePipes.removeLast();
    if (pipe != null) {
      lentPipes++;
      heldBytes.add(pipe.capacity());
    } else {
      tellOfRefusal();
    }
    return pipe;
  }

  private void tellOfRefusal() {
    if (!toldOfRefusal && loop.counters().refusedPipes() > 0) {
      toldOfRefusal = true;
      LOG.warn(
          "The system refused an event loop a pipe, so bulk is copied where it could be passed on:"
              + " raise fs.pipe-max-size to 1 MiB or more, and fs.pipe-user-pages-soft");
    }
  }

  /// Takes back what [#lendPipe] gave. A pipe with bytes in it is closed: they belong to a session
  /// that has ended.
  void release(Pipe pipe) {
    lentPipes--;
    heldBytes.add(-pipe.capacity());
    if (pipe.bytes() == 0 && sparePipes.size() < KEPT_SPARE_PIPES) {
      sparePipes.addLast(pipe);
    } else {
      pipe.close();
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
    if (least.hasOneFor(bytes)) {
      return least.lend();
    }
    if (scarce.hasOneFor(bytes)) {
      return scarce.lend();
    }
    if (large.hasOneFor(bytes)) {
      return large.lend();
    }
    // What was no read: an opening, while the reserve is used up. An odd size, which none of the
    // reserve's buffers has.
    return Buffer.borrow(bytes | 1);
  }
}
