package dev.starship.transport;

import org.jspecify.annotations.Nullable;

/// A block of kernel memory that sockets read into and write from without a copy (pipe(7),
/// splice(2)). Of one event loop, on its thread. Two descriptors; whoever has it closes it.
public final class Pipe {
  private final EpollLoop loop;
  private final int reader;
  private final int writer;
  private final int capacity;
  private int bytes;

  private Pipe(EpollLoop loop, int reader, int writer, int capacity) {
    this.loop = loop;
    this.reader = reader;
    this.writer = writer;
    this.capacity = capacity;
  }

  /// An empty pipe of `capacity` bytes; null if the system gives none so large. A pipe of the
  /// default size, 64 KiB, would cost more calls than it saves copies.
  static @Nullable Pipe open(EpollLoop loop, int capacity) {
    if (loop.linux().pipe() < 0) {
      return null;
    }
    Pipe pipe = new Pipe(loop, loop.linux().pipeReader(), loop.linux().pipeWriter(), capacity);
    if (loop.linux().resizePipe(pipe.writer, capacity) < capacity) {
      pipe.release();
      return null;
    }
    return pipe;
  }

  /// How many bytes it takes at the most.
  public int capacity() {
    return capacity;
  }

  /// How many bytes are in it.
  public int bytes() {
    return bytes;
  }

  /// Fills it, empty, from a socket with at most `most` bytes; as [Linux#splice].
  int fill(int socket, int most) {
    int count = loop.linux().splice(socket, writer, Math.min(most, capacity));
    bytes += Math.max(count, 0);
    return count;
  }

  /// Empties it into a socket; as [Linux#splice].
  int empty(int socket) {
    int count = loop.linux().splice(reader, socket, bytes);
    bytes -= Math.max(count, 0);
    return count;
  }

  /// Gives it back to the system, with what is in it.
  public void close() {
    loop.forget(this);
    release();
  }

  /// Closes both descriptors.
  void release() {
    loop.linux().close(reader);
    loop.linux().close(writer);
  }
}
