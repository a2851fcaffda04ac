package dev.starship.proxy;

import dev.starship.transport.Buffer;
import dev.starship.transport.EventLoop;
import dev.starship.transport.Pipe;
import dev.starship.transport.Socket;

/// One direction of a relay: reads from one connection and sends to the other, up to FIN. Reads
/// only when the receiver took all: backpressure is never a growing buffer.
final class Flow extends Direction {
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

  private final EventLoop loop;
  private boolean ended;
  private boolean finished;

  Flow(Surroundings with, Connection from, Connection to) {
    super(with, from, to);
    this.loop = with.loop();
    // The exchange before a WebSocket may have read the end.
    this.ended = from.ended();
  }

  boolean finished() {
    return finished;
  }

  Progress move() {
    Connection from = from();
    Connection to = to();
    long turnEnd = from.received() + limits().turnBytes();
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
      Pipe pipe = lendPipe();
      int count = pipe == null ? copy() : splice(pipe, pipe.capacity());
      ended = from.ended();
      if (count == Socket.FAILED) {
        return Progress.SENDER_FAILED;
      }
      judge(count);
    }
  }

  private int copy() {
    Buffer shared = loop.sharedBuffer();
    int count = from().receive(shared);
    if (count > 0 && from().ended()) {
      to().sendLast(shared);
    } else if (count > 0) {
      to().send(shared);
    }
    return count;
  }

  /// Passes FIN on if it has come to that; once.
  void passFin() {
    if (finished) {
      to().finish();
    }
  }
}
