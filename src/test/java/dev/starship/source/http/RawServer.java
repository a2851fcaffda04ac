package dev.starship.source.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/// Says the same to every connection, whatever it asks, and closes it.
final class RawServer implements AutoCloseable {
  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

  RawServer(String answer) throws IOException {
    Thread.ofVirtual()
        .start(() -> {
          while (!server.isClosed()) {
            say(answer);
          }
        });
  }

  private void say(String answer) {
    try (Socket connection = server.accept()) {
      connection.getInputStream().read();
      connection.getOutputStream().write(answer.getBytes(ISO_8859_1));
      connection.shutdownOutput();
      connection.getInputStream().readAllBytes();
    } catch (IOException _) {
      // The client or the test has closed it.
    }
  }

  int port() {
    return server.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
