package dev.starship.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A client that sends HTTP requests over one connection, one after the other, and checks each
/// answer: its status, its length and every byte.
final class Browser extends Clients.Repeating {
  private static final int MAX_HEAD_BYTES = 8 * 1024;

  private final int bodyBytes;
  private final Supplier<@Nullable ByteBuffer> requests;
  private final byte[] head = new byte[MAX_HEAD_BYTES];
  private int headLength;
  private boolean headRead;

  /// @param first the first request
  /// @param requests what is asked next; null if the connection is to end
  Browser(
      SocketChannel channel,
      SelectionKey key,
      ByteBuffer first,
      int bodyBytes,
      Supplier<@Nullable ByteBuffer> requests,
      Clients.Listener listener) {
    super(channel, key, first, listener);
    this.bodyBytes = bodyBytes;
    this.requests = requests;
  }

  /// What a browser asks `host` for.
  static ByteBuffer request(String host, int bodyBytes) {
    byte[] text =
        """
        GET /%d HTTP/1.1\r
        Host: %s\r
        User-Agent: Mozilla/5.0 (X11; Linux x86_64) bench\r
        Accept: */*\r
        Accept-Language: en\r
        \r
        """
            .formatted(bodyBytes, host)
            .getBytes(ISO_8859_1);
    return ByteBuffer.allocateDirect(text.length).put(text).flip();
  }

  @Override
  void goOn(ByteBuffer buffer) throws IOException {
    buffer.clear();
    if (channel.read(buffer) < 0) {
      throw new Pattern.WrongBytes("a connection was closed between two requests");
    }
    buffer.flip();
    while (buffer.hasRemaining() && !headRead) {
      head[headLength++] = buffer.get();
      headRead = endsHead();
    }
    if (!headRead) {
      return;
    }
    Pattern.check(buffer, got);
    got += buffer.remaining();
    if (got >= bodyBytes) {
      answered();
    }
  }

  private boolean endsHead() {
    int end = headLength;
    return end >= 4
        && head[end - 1] == '\n'
        && head[end - 2] == '\r'
        && head[end - 3] == '\n'
        && head[end - 4] == '\r';
  }

  private void answered() throws IOException {
    String text = new String(head, 0, headLength, ISO_8859_1);
    if (!text.startsWith("HTTP/1.1 200 ") || got > bodyBytes) {
      throw new Pattern.WrongBytes("not the answer that was asked for: " + text);
    }
    countTrip();
    got = 0;
    headLength = 0;
    headRead = false;
    ByteBuffer next = requests.get();
    if (next == null) {
      close();
      listener.done(this);
      return;
    }
    ByteBuffer request = next.duplicate();
    channel.write(request);
    if (request.hasRemaining()) {
      throw new IOException("a request that does not fit into the socket");
    }
  }
}
