package dev.starship.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/// The backend of every proxy, in a process of its own: it does what the [Program] in the hello
/// says, and answers HTTP requests on another port. On a third it does as on the first behind a
/// PROXY header, which it checks. It prints the ports, serves until its standard input ends, and
/// reports every wrong byte.
final class Backend {
  private static final int BACKLOG = 4_096;

  private final Selector selector = Selector.open();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(Pattern.CHUNK_BYTES);

  private Backend() throws IOException {}

  /// Runs a backend.
  public static void main(String[] args) throws IOException {
    Backend backend = new Backend();
    int port = 0;
    int httpPort = 0;
    int proxiedPort = 0;
    for (Cluster cluster : Cluster.all()) {
      port =
          backend.listen(
              cluster, port, (channel, key) -> new Served(channel, key, OpeningBytes.plain()));
      httpPort =
          backend.listen(cluster, httpPort, (channel, key) -> new WebServer(channel, key, cluster));
      proxiedPort =
          backend.listen(
              cluster,
              proxiedPort,
              (channel, key) ->
                  new Served(channel, key, OpeningBytes.proxied(cluster.proxiedHost())));
    }
    System.out.println(port + " " + httpPort + " " + proxiedPort);
    Thread.ofPlatform().daemon().start(Backend::endWithParent);
    while (true) {
      backend.turn();
    }
  }

  /// Where connections come in, and who serves them.
  private record Door(ServerSocketChannel listener, Maker maker) {}

  private interface Maker {
    Peer make(SocketChannel channel, SelectionKey key);
  }

  private int listen(Cluster cluster, int port, Maker maker) throws IOException {
    ServerSocketChannel listener = ServerSocketChannel.open();
    listener.bind(new InetSocketAddress(InetAddress.ofLiteral(cluster.address()), port), BACKLOG);
    listener.configureBlocking(false);
    listener.register(selector, SelectionKey.OP_ACCEPT, new Door(listener, maker));
    return ((InetSocketAddress) listener.getLocalAddress()).getPort();
  }

  private static void endWithParent() {
    try {
      while (System.in.read() >= 0) {
        // Nothing is said, only that the parent is there.
      }
    } catch (IOException gone) {
      System.err.println("backend: " + gone);
    }
    System.exit(0);
  }

  private void turn() throws IOException {
    selector.select(key -> {
      try {
        if (key.attachment() instanceof Peer served) {
          serve(served);
        } else if (key.attachment() instanceof Door door) {
          accept(door);
        }
      } catch (IOException failed) {
        System.err.println("backend: " + failed);
      }
    });
  }

  private void accept(Door door) throws IOException {
    for (int i = 0; i < 64; i++) {
      SocketChannel channel = door.listener().accept();
      if (channel == null) {
        return;
      }
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      serve(door.maker().make(channel, channel.register(selector, SelectionKey.OP_READ)));
    }
  }

  private void serve(Peer served) throws IOException {
    try {
      served.ready(buffer);
    } catch (IOException reset) {
      // A client that resets is part of some measurements; what it lost it reports itself.
      served.close();
    } catch (Pattern.WrongBytes wrong) {
      System.err.println("backend: " + wrong.getMessage());
      served.close();
    }
  }

  private static final class Served extends Peer {
    private final OpeningBytes opening;
    private Program program = new Program(Program.What.ECHO, 0);

    Served(SocketChannel channel, SelectionKey key, OpeningBytes opening) {
      super(channel, key);
      this.opening = opening;
    }

    @Override
    void ready(ByteBuffer buffer) throws IOException {
      if (!opening.isWhole()) {
        int count = opening.readFrom(channel);
        if (count < 0) {
          close();
          return;
        }
        if (!opening.isWhole()) {
          return;
        }
        program = opening.program();
      }
      switch (program.what()) {
        case ANSWER_AND_CLOSE -> answerAndClose();
        case ANSWER_AND_WAIT -> answerAndWait(buffer);
        case TAKE -> takeAll(buffer);
        case ECHO -> echo(buffer);
      }
    }

    private void answerAndClose() throws IOException {
      if (send(program.bytes())) {
        close();
      } else {
        want(SelectionKey.OP_WRITE);
      }
    }

    private void answerAndWait(ByteBuffer buffer) throws IOException {
      if (!send(program.bytes())) {
        want(SelectionKey.OP_WRITE);
        return;
      }
      want(SelectionKey.OP_READ);
      if (take(buffer) < 0) {
        close();
      }
    }

    private void takeAll(ByteBuffer buffer) throws IOException {
      int count;
      do {
        count = take(buffer);
      } while (count == buffer.capacity());
      if (got == program.bytes()) {
        send(1);
        close();
      } else if (count < 0) {
        throw new Pattern.WrongBytes("the client's FIN came after " + got + " bytes");
      }
    }

    private void echo(ByteBuffer buffer) throws IOException {
      int count = take(buffer);
      if (count < 0) {
        close();
      } else if (count > 0 && channel.write(buffer.rewind()) < count) {
        throw new Pattern.WrongBytes("an echo that does not fit into the socket");
      }
    }
  }
}
