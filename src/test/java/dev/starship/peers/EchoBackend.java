package dev.starship.peers;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/// A server that answers each of its connections as a test wants, by default with what it receives.
final class EchoBackend implements AutoCloseable {
  /// What is done with one connection, on a thread of its own.
  interface Talk {
    void with(Socket client) throws IOException;
  }

  private final ServerSocket server;
  private final Talk talk;

  private EchoBackend(Talk talk) throws IOException {
    this.talk = talk;
    server = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  static EchoBackend start() throws IOException {
    return start(client -> client.getInputStream().transferTo(client.getOutputStream()));
  }

  static EchoBackend start(Talk talk) throws IOException {
    return new EchoBackend(talk);
  }

  /// One that reads something and answers as HTTP does, with the body `!`.
  static EchoBackend ofHttp() throws IOException {
    return start(client -> {
      if (client.getInputStream().read(new byte[65_536]) > 0) {
        client
            .getOutputStream()
            .write("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n!".getBytes(US_ASCII));
      }
    });
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        Thread.ofVirtual().start(() -> talk(client));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void talk(Socket client) {
    try (client) {
      talk.with(client);
    } catch (IOException broken) {
      // The client of the test sees it.
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
