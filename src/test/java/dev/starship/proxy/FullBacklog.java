package dev.starship.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/// A port of loopback on which a connect is neither accepted nor refused: its queue is full until
/// [#serveAll()].
final class FullBacklog implements AutoCloseable {
  private final ServerSocket server;
  private final List<Socket> waiting = new ArrayList<>();

  FullBacklog() throws IOException {
    this("127.0.0.1", 0);
  }

  FullBacklog(String address, int port) throws IOException {
    server = new ServerSocket(port, 1, InetAddress.getByName(address));
    boolean full = false;
    while (!full) {
      Socket filler = new Socket();
      waiting.add(filler);
      try {
        filler.connect(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()), 300);
      } catch (SocketTimeoutException _) {
        full = true;
      }
    }
  }

  /// Takes all that wait, and whoever comes from now on, and sends back what they say.
  void serveAll() {
    Thread.ofVirtual()
        .start(() -> {
          try {
            while (true) {
              Socket taken = server.accept();
              Thread.ofVirtual().start(() -> echo(taken));
            }
          } catch (IOException closed) {
            if (!server.isClosed()) {
              throw new UncheckedIOException(closed);
            }
          }
        });
  }

  private static void echo(Socket taken) {
    try (taken) {
      taken.getInputStream().transferTo(taken.getOutputStream());
    } catch (IOException _) {
      // A client may reset its connection; what a test expects is seen there.
    }
  }

  int port() {
    return server.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    for (Socket filler : waiting) {
      filler.close();
    }
    server.close();
  }
}
