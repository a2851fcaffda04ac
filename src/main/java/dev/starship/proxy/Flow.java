package dev.starship.proxy;

import dev.starship.transport.Buffer;
import dev.starship.transport.EventLoop;
import dev.starship.transport.Pipe;
import dev.starship.transport.Socket;

/// One direction of a relay: reads from one connection and sends to the other, up to FIN. Reads
/// only when the receiver took all: backpressure is never a growing buffer.
final class Flow {
  /// Where a direction stands after it moved what it could.
  enum Progress {
    /// Nothing more can be done before a socket is ready.
    WAITING,
    /// It had its turn and could go on at once.
    AGAIN,
    /// FIN was read, and everything before it was sent.
    FINISHED,
    /// The connection it reads from is broken.
    SENDER_FAILED,
    /// The connection it writes to is broken.
    RECEIVER_FAILED
  }

  /// How many reads in a row it takes to begin with pipes, and to go back to copying.
  private static final int BULKS = 2;

  private static final int TRICKLES = 4;

  private final EventLoop loop;
  private final Reserve reserve;
  private final RelayLimits limits;
  private final Connection from;
  private final Connection to;

  /// Whether it goes through pipes, and how many reads in a row have spoken against how it goes.
  private boolean bulk;

  private byte against;
  private boolean ended;
  private boolean finished;

  Flow(Surroundings with, Connection from, Connection to) {
    this.loop = with.loop();
    this.reserve = with.reserve();
    this.limits = with.settings().relay();
    this.from = from;
    this.to = to;
  }

  boolean finished() {
    return finished;
  }

  Progress move() {
    long turnEnd = from.received() + limits.turnBytes();
    while (true) {
      boolean flushed = to.flush();
      if (to.failure() != null) {
        return Progress.RECEIVER_FAILED;
      }
      if (!flushed) {
        return Progress.WAITING;
      }
      if (ended) {
        finished = true;
        return Progress.FINISHED;
      }
      if (!from.readable()) {
        return Progress.WAITING;
      }
      if (from.received() >= turnEnd) {
        return Progress.AGAIN;
      }
      Pipe pipe = bulk && from.splices() ? reserve.lendPipe() : null;
      int count = pipe == null ? copy() : splice(pipe);
      if (count == Socket.FAILED) {
        return Progress.SENDER_FAILED;
      }
      judge(count);
    }
  }

  private int copy() {
    Buffer shared = loop.sharedBuffer();
    int count = from.receive(shared);
    ended = from.ended();
    if (count > 0 && ended) {
      to.sendLast(shared);
    } else if (count > 0) {
      to.send(shared);
    }
    return count;
  }

  private int splice(Pipe pipe) {
    int count = from.read(pipe);
    ended = from.ended();
    if (count > 0) {
      to.send(pipe);
    } else {
      reserve.release(pipe);
    }
    return count;
  }

  /// Decides from what came whether the next bytes are worth a pipe.
  private void judge(int count) {
    boolean speaksAgainst = bulk ? count <= limits.trickleBytes() : count >= limits.bulkBytes();
    against = speaksAgainst ? (byte) (against + 1) : 0;
    if (against == (bulk ? TRICKLES : BULKS)) {
      bulk = !bulk;
      against = 0;
    }
  }

  /// Passes FIN on if it has come to that; once.
  void passFin() {
    if (finished) {
      to.finish();
    }
  }
}
