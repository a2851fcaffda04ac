package dev.starship.peers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;

/// A WebSocket server (RFC 6455) that sends every frame back, the closing one too. One connection
/// at a time, on a thread of its own.
final class WebSocketEcho implements AutoCloseable {
  private static final String ACCEPT_SALT = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int CLOSE = 8;

  private final ServerSocket server;

  /// Listens on a free port of loopback.
  WebSocketEcho() throws IOException {
    server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::serve);
  }

  int port() {
    return server.getLocalPort();
  }

  private void serve() {
    while (!server.isClosed()) {
      try (Socket client = server.accept()) {
        echo(client);
      } catch (IOException | GeneralSecurityException closedOrBroken) {
        // The client of the test sees it.
      }
    }
  }

  private static void echo(Socket client) throws IOException, GeneralSecurityException {
    DataInputStream in = new DataInputStream(new BufferedInputStream(client.getInputStream()));
    OutputStream out = client.getOutputStream();
    out.write(upgraded(key(in)).getBytes(ISO_8859_1));
    int opcode = 0;
    while (opcode != CLOSE) {
      int first = in.readUnsignedByte();
      opcode = first & 0x0f;
      out.write(frame(first, unmasked(in)));
    }
  }

  /// Reads the request up to its empty line; its Sec-WebSocket-Key.
  private static String key(DataInputStream in) throws IOException {
    String key = "";
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      if (line.toLowerCase(Locale.ROOT).startsWith("sec-websocket-key:")) {
        key = line.substring(line.indexOf(':') + 1).strip();
      }
    }
    return key;
  }

  private static String line(DataInputStream in) throws IOException {
    var line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the request is not whole");
      }
      line.append((char) b);
    }
    return line.toString().strip();
  }

  private static String upgraded(String key) throws GeneralSecurityException {
    byte[] hash =
        MessageDigest.getInstance("SHA-1").digest((key + ACCEPT_SALT).getBytes(ISO_8859_1));
    return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Accept: "
        + Base64.getEncoder().encodeToString(hash)
        + "\r\n\r\n";
  }

  private static byte[] unmasked(DataInputStream in) throws IOException {
    int length = in.readUnsignedByte() & 0x7f;
    if (length == 126) {
      length = in.readUnsignedShort();
    } else if (length == 127) {
      length = Math.toIntExact(in.readLong());
    }
    byte[] mask = in.readNBytes(4);
    byte[] payload = in.readNBytes(length);
    for (int i = 0; i < payload.length; i++) {
      payload[i] ^= mask[i % 4];
    }
    return payload;
  }

  private static byte[] frame(int first, byte[] payload) {
    var frame = new ByteArrayOutputStream();
    frame.write(first);
    if (payload.length < 126) {
      frame.write(payload.length);
    } else {
      frame.write(127);
      frame.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
    }
    frame.writeBytes(payload);
    return frame.toByteArray();
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
