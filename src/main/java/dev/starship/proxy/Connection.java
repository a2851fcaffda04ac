package dev.starship.proxy;

import dev.starship.address.Address;
import dev.starship.health.Standing;
import dev.starship.transport.Buffer;
import dev.starship.transport.EventLoop;
import dev.starship.transport.NetworkFailure;
import dev.starship.transport.Pipe;
import dev.starship.transport.Socket;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// One of a session's two connections: a socket, how much went through it, and the bytes it did not
/// take yet. Whoever sends must not send more before [#flush] says that nothing is kept; that is
/// what passes backpressure on.
final class Connection {
  private final EventLoop loop;
  private final Reserve reserve;
  private final Socket socket;
  private @Nullable Standing standing;
  private @Nullable Buffer kept;
  private @Nullable Pipe keptPipe;
  private long received;
  private long sent;

  /// FIN was sent.
  private boolean finished;

  Connection(EventLoop loop, Reserve reserve, Socket socket) {
    this.loop = loop;
    this.reserve = reserve;
    this.socket = socket;
  }

  /// Ends its count at `backend` when it is closed.
  void countsAt(Standing backend) {
    standing = backend;
  }

  /// Bytes read so far.
  long received() {
    return received;
  }

  /// Bytes the socket took so far.
  long sent() {
    return sent;
  }

  /// Bytes that went through it either way.
  long moved() {
    return received + sent;
  }

  /// Whether a read may return something.
  boolean readable() {
    return socket.readable();
  }

  /// Whether the socket is connected and takes bytes.
  boolean writable() {
    return socket.writable();
  }

  /// How the connection broke; null as long as it did not.
  @Nullable NetworkFailure failure() {
    return socket.failure();
  }

  /// The local address: for a client, the one it connected to.
  Address localAddress() {
    return socket.localAddress();
  }

  /// Reads once into `into`, as [Socket#read].
  int read(Buffer into) {
    int count = socket.read(into);
    if (count > 0) {
      received += count;
    }
    return count;
  }

  /// Reads once into `shared`, the loop's shared buffer, no more than could be kept if its receiver
  /// took nothing, and leaves it ready to be looked at or sent. Returns as [Socket#read].
  int receive(Buffer shared) {
    return receive(shared, Integer.MAX_VALUE);
  }

  /// Reads as [#receive(Buffer)], but at most `most` bytes.
  int receive(Buffer shared, int most) {
    ByteBuffer bytes = shared.bytes();
    int room = Math.min(bytes.capacity(), reserve.readBytes());
    bytes.clear().limit(Math.min(room, most));
    int count = read(shared);
    bytes.flip();
    return count;
  }

  /// Whether bytes can be read from it into a pipe.
  boolean splices() {
    return socket.splices();
  }

  /// Reads once into `into`, an empty pipe, as [Socket#read(Pipe, int)].
  int read(Pipe into, int most) {
    int count = socket.read(into, most);
    if (count > 0) {
      received += count;
    }
    return count;
  }

  /// Reads and forgets what is there, until `untilReceived` bytes have been read in all, or
  /// `turnBytes` now.
  ///
  /// @return false if the peer has finished or its connection is broken
  boolean discard(long untilReceived, int turnBytes) {
    Buffer scratch = loop.sharedBuffer();
    long until = Math.min(untilReceived, received + turnBytes);
    while (readable() && received < until) {
      scratch.bytes().clear();
      int count = read(scratch);
      if (count <= 0) {
        return count == 0;
      }
    }
    return !ended();
  }

  /// Throws away what a client still sends whose answer is held back: one that reads only when it
  /// has sent all would never take it.
  ///
  /// @return whether there is more for now; see [#failure()] too
  boolean passOver(int turnBytes) {
    discard(Long.MAX_VALUE, turnBytes);
    return readable();
  }

  /// Whether it is known that everything it will ever bring was read.
  boolean ended() {
    return socket.ended();
  }

  /// Sends what `bytes`, usually the loop's shared buffer, holds from its position to its limit.
  void send(Buffer bytes) {
    write(bytes);
    keepRest(bytes.bytes());
  }

  /// Sends as [#send(Buffer)] what [#finish] or [#close] follows.
  void sendLast(Buffer bytes) {
    count(socket.writeLast(bytes));
    keepRest(bytes.bytes());
  }

  /// Sends what `bytes` holds and takes care of the pipe, which the reserve has lent.
  void send(Pipe bytes) {
    keptPipe = bytes;
    flushPipe(bytes);
  }

  /// Sends `length` bytes of an array from `offset`, through the loop's shared buffer.
  void send(byte[] bytes, int offset, int length) {
    Buffer shared = loop.sharedBuffer();
    int fits = Math.min(length, shared.bytes().clear().capacity());
    shared.bytes().put(bytes, offset, fits).flip();
    write(shared);
    int written = fits - shared.bytes().remaining();
    keepRest(ByteBuffer.wrap(bytes, offset + written, length - written));
  }

  private void keepRest(ByteBuffer rest) {
    if (rest.hasRemaining() && socket.failure() == null) {
      kept = reserve.keep(rest);
    }
  }

  /// Sends what is kept.
  ///
  /// @return true if nothing is kept any more
  boolean flush() {
    Pipe pipe = keptPipe;
    if (pipe != null) {
      return flushPipe(pipe);
    }
    Buffer rest = kept;
    if (rest == null) {
      return true;
    }
    if (!socket.writable()) {
      return false;
    }
    write(rest);
    if (rest.bytes().hasRemaining()) {
      return false;
    }
    drop();
    return true;
  }

  /// A splice that took less than all says nothing of the next one, so it goes on until one takes
  /// nothing.
  private boolean flushPipe(Pipe pipe) {
    while (pipe.bytes() > 0) {
      int count = socket.write(pipe);
      count(count);
      if (count <= 0) {
        return false;
      }
    }
    drop();
    return true;
  }

  /// The socket, for whoever keeps it when nobody uses this any more. It counts nowhere then.
  Socket socket() {
    uncount();
    return socket;
  }

  /// Whether something is kept.
  boolean keeps() {
    return kept != null || keptPipe != null;
  }

  private void write(Buffer bytes) {
    count(socket.write(bytes));
  }

  private void count(int written) {
    if (written > 0) {
      sent += written;
    }
  }

  /// Sends FIN after what was sent.
  void finish() {
    finished = true;
    socket.finish();
  }

  /// Closes in order and forgets what is kept.
  void close() {
    uncount();
    drop();
    socket.close();
  }

  /// Closes with RST and forgets what is kept: a FIN would make what is cut short look whole. Where
  /// it is Starship that gives up, and the peer was sent everything and FIN, it closes in order:
  /// the system may still hold bytes that a slow reader is fetching.
  ///
  /// @param ours whether neither of the session's connections broke
  void cut(boolean ours) {
    boolean whole = finished && !keeps();
    uncount();
    drop();
    if (ours && whole) {
      socket.close();
    } else {
      socket.reset();
    }
  }

  private void drop() {
    Pipe pipe = keptPipe;
    if (pipe != null) {
      keptPipe = null;
      reserve.release(pipe);
    }
    Buffer rest = kept;
    if (rest != null) {
      kept = null;
      reserve.release(rest);
    }
  }

  private void uncount() {
    Standing counted = standing;
    if (counted != null) {
      standing = null;
      counted.end();
    }
  }
}
