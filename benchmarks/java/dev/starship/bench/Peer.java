package dev.starship.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/// One end of a connection of the load generator or the backend. On one thread.
abstract class Peer {
  final SocketChannel channel;

  /// Bytes sent and got so far, the hello not counted.
  long sent;

  long got;

  private final SelectionKey key;

  Peer(SocketChannel channel, SelectionKey key) {
    this.channel = channel;
    this.key = key;
    key.attach(this);
  }

  /// Something can be done.
  abstract void ready(ByteBuffer buffer) throws IOException;

  final void want(int operations) {
    if (key.interestOps() != operations) {
      key.interestOps(operations);
    }
  }

  /// Sends the pattern up to `end`; true once all is sent.
  final boolean send(long end) throws IOException {
    while (sent < end) {
      ByteBuffer part = Pattern.from(sent, end - sent);
      int count = channel.write(part);
      sent += count;
      if (part.hasRemaining()) {
        return false;
      }
    }
    return true;
  }

  /// Reads once and checks; the count, or -1 at FIN.
  final int take(ByteBuffer buffer) throws IOException {
    buffer.clear();
    int count = channel.read(buffer);
    if (count > 0) {
      Pattern.check(buffer.flip(), got);
      got += count;
    }
    return count;
  }

  void close() throws IOException {
    channel.close();
  }
}
