package dev.starship.proxy;

import dev.starship.transport.Buffer;
import dev.starship.transport.EventLoop;
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

  private final EventLoop loop;
  private final int turnBytes;
  private final Connection from;
  private final Connection to;
  private boolean ended;
  private boolean finished;

  Flow(EventLoop loop, int turnBytes, Connection from, Connection to) {
    this.loop = loop;
    this.turnBytes = turnBytes;
    this.from = from;
    this.to = to;
  }

  boolean finished() {
    return finished;
  }

  Progress move() {
    long turnEnd = from.received() + turnBytes;
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
      Buffer shared = loop.sharedBuffer();
      int count = from.receive(shared);
      if (count == Socket.FAILED) {
        return Progress.SENDER_FAILED;
      }
      ended = from.ended();
      if (count > 0) {
        send(shared);
      }
    }
  }

  private void send(Buffer bytes) {
    if (ended) {
      to.sendLast(bytes);
    } else {
      to.send(bytes);
    }
  }

  /// Passes FIN on if it has come to that; once.
  void passFin() {
    if (finished) {
      to.finish();
    }
  }
}
