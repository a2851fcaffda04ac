package dev.starship.traps;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/// A backend on loopback that answers a ClientHello with its name, and a request with a page that
/// is its name.
final class Cluster implements AutoCloseable {
  private static final int TLS_HANDSHAKE = 0x16;

  private final String name;
  private final ServerSocket listener;
  private final AtomicInteger connections = new AtomicInteger();

  Cluster(String name) throws IOException {
    this.name = name;
    listener = new ServerSocket(0, 4096, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().name(name).start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /// The route that leads here, as an API answers it.
  String route() {
    return "{\"app\":\"A Simple App\",\"endpoint\":\"127.0.0.1:" + port() + "\"}";
  }

  /// The same as a line of a routes file.
  String route(String host) {
    return "{\"host\":\"" + host + "\",\"endpoint\":\"127.0.0.1:" + port() + "\"}\n";
  }

  /// How many connections came.
  int connections() {
    return connections.get();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        connections.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException _) {
        // Closed, or the client is gone already.
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      DataInputStream in = new DataInputStream(client.getInputStream());
      int first = in.read();
      if (first < 0) {
        return;
      }
      String answer = first == TLS_HANDSHAKE ? answerHello(in) : answerRequest(in);
      OutputStream out = client.getOutputStream();
      out.write(answer.getBytes(ISO_8859_1));
      client.shutdownOutput();
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException _) {
      // Clients may leave whenever they like.
    }
  }

  private String answerHello(DataInputStream in) throws IOException {
    in.readUnsignedShort();
    in.skipNBytes(in.readUnsignedShort());
    return name;
  }

  private String answerRequest(DataInputStream in) throws IOException {
    int last = 0;
    while (last != 0x0d0a0d0a) {
      last = last << 8 | in.readUnsignedByte();
    }
    return "HTTP/1.1 200 OK\r\nContent-Length: " + name.length() + "\r\n\r\n" + name;
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
