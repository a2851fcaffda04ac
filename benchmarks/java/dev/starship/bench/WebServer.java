package dev.starship.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Locale;

/// One HTTP connection of the backend: `GET /1024` is answered with so many bytes of the pattern. A
/// request for the host of another cluster is a wrong one.
final class WebServer extends Peer {
  private static final int MAX_HEAD_BYTES = 8 * 1024;

  private final String host;
  private final byte[] head = new byte[MAX_HEAD_BYTES];
  private int length;
  private ByteBuffer answer = ByteBuffer.allocate(0);

  WebServer(SocketChannel channel, SelectionKey key, Cluster cluster) {
    super(channel, key);
    this.host = "\r\nhost: " + cluster.host() + "\r\n";
  }

  @Override
  void ready(ByteBuffer buffer) throws IOException {
    if (answer.hasRemaining()) {
      flush();
      return;
    }
    int count = channel.read(ByteBuffer.wrap(head, length, head.length - length));
    if (count < 0) {
      close();
      return;
    }
    length += count;
    String text = new String(head, 0, length, ISO_8859_1);
    int end = text.indexOf("\r\n\r\n") + 4;
    if (end < 4) {
      return;
    }
    if (end < length) {
      throw new Pattern.WrongBytes("bytes came behind a request");
    }
    length = 0;
    if (!text.toLowerCase(Locale.ROOT).contains(host)) {
      throw new Pattern.WrongBytes("a request came to the wrong cluster: " + text);
    }
    answer(Integer.parseInt(text.substring("GET /".length(), text.indexOf(' ', 5))));
  }

  private void answer(int bytes) throws IOException {
    String head =
        "HTTP/1.1 200 OK\r\nServer: bench\r\nContent-Type: application/octet-stream\r\n"
            + "Content-Length: "
            + bytes
            + "\r\nCache-Control: no-store\r\n\r\n";
    answer = ByteBuffer.allocateDirect(head.length() + bytes);
    answer.put(head.getBytes(ISO_8859_1)).put(Pattern.from(0, bytes)).flip();
    flush();
  }

  private void flush() throws IOException {
    channel.write(answer);
    want(answer.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
  }
}
