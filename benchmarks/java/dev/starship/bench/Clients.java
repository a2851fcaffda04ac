package dev.starship.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.function.BooleanSupplier;

/// The kinds of clients that the load generator runs.
final class Clients {
  private Clients() {}

  /// Told when a client has done what it was to do.
  interface Listener {
    void done(Client client) throws IOException;
  }

  /// A client that connects, sends its hello and goes on from there.
  abstract static class Client extends Peer {
    final Listener listener;

    /// When it was meant to begin, nanoseconds.
    long begin;

    private final ByteBuffer hello;
    private boolean connected;

    Client(SocketChannel channel, SelectionKey key, ByteBuffer hello, Listener listener) {
      super(channel, key);
      this.hello = hello.duplicate();
      this.listener = listener;
    }

    @Override
    final void ready(ByteBuffer buffer) throws IOException {
      if (!connected) {
        if (!channel.finishConnect()) {
          return;
        }
        connected = true;
        channel.write(hello);
        if (hello.hasRemaining()) {
          throw new IOException("a hello that does not fit into the socket");
        }
        want(SelectionKey.OP_READ);
        helloSent();
        return;
      }
      goOn(buffer);
    }

    /// The hello is out.
    void helloSent() throws IOException {}

    abstract void goOn(ByteBuffer buffer) throws IOException;
  }

  /// Gets `bytes`, then waits for the end or makes it.
  static final class Download extends Client {
    private final Program program;

    Download(
        SocketChannel channel, SelectionKey key, ByteBuffer hello, Program program, Listener l) {
      super(channel, key, hello, l);
      this.program = program;
    }

    @Override
    void goOn(ByteBuffer buffer) throws IOException {
      int count = take(buffer);
      if (count >= 0 && got < program.bytes()) {
        return;
      }
      if (got != program.bytes()) {
        throw new Pattern.WrongBytes(got + " bytes came instead of " + program.bytes());
      }
      if (program.what() == Program.What.ANSWER_AND_WAIT || count < 0) {
        close();
        listener.done(this);
      }
    }
  }

  /// Gets an answer and stays.
  static final class Guest extends Client {
    Guest(SocketChannel channel, SelectionKey key, ByteBuffer hello, Listener listener) {
      super(channel, key, hello, listener);
    }

    @Override
    void goOn(ByteBuffer buffer) throws IOException {
      if (take(buffer) < 0) {
        throw new Pattern.WrongBytes("an idle connection was closed");
      }
      want(SelectionKey.OP_READ);
      listener.done(this);
    }
  }

  /// Sends `bytes` and waits for the word that they came.
  static final class Upload extends Client {
    private final long bytes;

    Upload(SocketChannel channel, SelectionKey key, ByteBuffer hello, long bytes, Listener l) {
      super(channel, key, hello, l);
      this.bytes = bytes;
    }

    @Override
    void helloSent() {
      want(SelectionKey.OP_WRITE);
    }

    @Override
    void goOn(ByteBuffer buffer) throws IOException {
      if (sent < bytes) {
        if (send(bytes)) {
          want(SelectionKey.OP_READ);
        }
        return;
      }
      if (take(buffer) < 0) {
        if (got != 1) {
          throw new Pattern.WrongBytes("the backend did not take all");
        }
        close();
        listener.done(this);
      }
    }
  }

  /// Asks again and again over one connection.
  abstract static class Repeating extends Client {
    private long trips;

    Repeating(SocketChannel channel, SelectionKey key, ByteBuffer hello, Listener listener) {
      super(channel, key, hello, listener);
    }

    /// How many answers came.
    final long trips() {
      return trips;
    }

    final void countTrip() {
      trips++;
    }
  }

  /// Sends a message and waits for its echo, again and again.
  static final class Asker extends Repeating {
    private final int messageBytes;
    private final BooleanSupplier running;

    /// @param running whether another message is to be sent
    Asker(
        SocketChannel channel,
        SelectionKey key,
        ByteBuffer hello,
        int messageBytes,
        BooleanSupplier running,
        Listener listener) {
      super(channel, key, hello, listener);
      this.messageBytes = messageBytes;
      this.running = running;
    }

    @Override
    void helloSent() throws IOException {
      send(messageBytes);
    }

    @Override
    void goOn(ByteBuffer buffer) throws IOException {
      if (take(buffer) < 0) {
        throw new Pattern.WrongBytes("a connection was closed between two messages");
      }
      if (got < sent) {
        return;
      }
      countTrip();
      if (!running.getAsBoolean()) {
        close();
        listener.done(this);
      } else if (!send(got + messageBytes)) {
        throw new IOException("a message that does not fit into the socket");
      }
    }
  }
}
