package dev.starship.peers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Locale;

/// Talks with one client about [Gibibyte]: gives it, with a length or in chunks, and says whether
/// what is put is it.
final class BulkBackend {
  private BulkBackend() {}

  /// Answers requests until the client has no more.
  static void talk(Socket client) throws IOException {
    InputStream in = new BufferedInputStream(client.getInputStream(), 1 << 18);
    OutputStream out = client.getOutputStream();
    for (String head = head(in); !head.isEmpty(); head = head(in)) {
      boolean chunked = head.contains("\ntransfer-encoding: chunked\r");
      if (head.startsWith("get /chunked ")) {
        send(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        Gibibyte.write(out, true);
      } else if (head.startsWith("get ")) {
        send(out, "HTTP/1.1 200 OK\r\nContent-Length: " + Gibibyte.BYTES + "\r\n\r\n");
        Gibibyte.write(out, false);
      } else {
        if (head.contains("\nexpect: 100-continue\r")) {
          send(out, "HTTP/1.1 100 Continue\r\n\r\n");
        }
        InputStream body = chunked ? new Chunks(in) : in;
        boolean same = Gibibyte.matches(body) && (!chunked || body.read() < 0);
        String answer = (same ? "the same" : "something else") + (chunked ? " in chunks" : "");
        send(out, "HTTP/1.1 200 OK\r\nContent-Length: " + answer.length() + "\r\n\r\n" + answer);
      }
    }
  }

  private static void send(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(ISO_8859_1));
  }

  /// The head of a request in lower case; empty if no other comes.
  private static String head(InputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int b = in.read();
      if (b < 0) {
        return "";
      }
      head.append((char) b);
    }
    return head.toString().toLowerCase(Locale.ROOT);
  }

  /// What is in chunks.
  private static final class Chunks extends InputStream {
    private final InputStream in;
    private long left;
    private boolean ended;
    private boolean begun;

    Chunks(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      while (left == 0 && !ended) {
        if (begun) {
          line();
        }
        begun = true;
        left = Long.parseLong(line(), 16);
        if (left == 0) {
          line();
          ended = true;
        }
      }
      if (ended) {
        return -1;
      }
      int count = in.read(into, offset, (int) Math.min(left, length));
      if (count < 0) {
        throw new EOFException();
      }
      left -= count;
      return count;
    }

    private String line() throws IOException {
      var line = new StringBuilder();
      for (int b = in.read(); b != '\n'; b = in.read()) {
        if (b < 0) {
          throw new EOFException();
        }
        line.append((char) b);
      }
      return line.toString().strip();
    }
  }
}
