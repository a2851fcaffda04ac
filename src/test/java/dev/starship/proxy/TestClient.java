package dev.starship.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A client of HTTP/1 that reads one response after the other by its framing.
final class TestClient implements AutoCloseable {
  private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)\r\n");

  private final Socket socket;

  TestClient(Socket socket) {
    this.socket = socket;
  }

  /// Sends a text whose chars are bytes.
  TestClient send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    return this;
  }

  TestClient get(String host, String path) throws IOException {
    return send(request(host, path));
  }

  /// The answer to one request of a client of its own.
  static String get(RunningProxy proxy, String host, String path) throws IOException {
    try (TestClient client = proxy.client()) {
      return client.get(host, path).response();
    }
  }

  static String request(String host, String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
  }

  /// The next response, head and body.
  String response() throws IOException {
    String head = head();
    return head + body(socket.getInputStream(), head);
  }

  /// The next head; all there is of an interim response or of one to HEAD.
  String head() throws IOException {
    String head = new String(TestBackend.readHead(socket.getInputStream()), ISO_8859_1);
    assertThat(head).as("a response").endsWith("\r\n\r\n");
    return head;
  }

  /// The body that `head` announces, in chunks as they come.
  static String body(InputStream in, String head) throws IOException {
    if (head.toLowerCase(java.util.Locale.ROOT).contains("\r\ntransfer-encoding: chunked\r\n")) {
      return chunks(in);
    }
    Matcher length = LENGTH.matcher(head);
    return length.find() ? read(in, Integer.parseInt(length.group(1))) : "";
  }

  private static String chunks(InputStream in) throws IOException {
    StringBuilder all = new StringBuilder();
    while (true) {
      String line = line(in);
      int size = Integer.parseInt(line.strip(), 16);
      all.append(line).append(read(in, size)).append(line(in));
      if (size == 0) {
        return all.toString();
      }
    }
  }

  private static String read(InputStream in, int count) throws IOException {
    return new String(in.readNBytes(count), ISO_8859_1);
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next = 0;
    while (next != '\n') {
      next = in.read();
      if (next < 0) {
        throw new IOException("the end came in a line");
      }
      line.write(next);
    }
    return line.toString(ISO_8859_1);
  }

  /// Everything up to the end of the connection.
  String rest() throws IOException {
    return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
  }

  TestClient finish() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  /// Sends until the connection breaks.
  static void sendForEver(Socket connection) throws IOException {
    while (true) {
      connection.getOutputStream().write(new byte[64 * 1024]);
    }
  }

  /// Ends the connection with RST.
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
