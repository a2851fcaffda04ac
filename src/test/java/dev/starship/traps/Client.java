package dev.starship.traps;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.starship.Eventually;
import dev.starship.address.Address;
import dev.starship.preread.ClientHelloBytes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/// Asks a balancer for hosts over real connections, one each.
final class Client {
  private static final String LOOPBACK = "127.0.0.1";
  private static final int ALERT_BYTES = 7;
  private static final int ALERT_RECORD = 0x15;

  private Client() {}

  /// What came back.
  ///
  /// @param port the client's own port, which stands in the access log
  /// @param host asked for
  /// @param said the name of the cluster; or `alert N`, or the status of a page of Starship's own
  /// @param head of an HTTP answer; empty for TLS
  record Reply(int port, String host, String said, String head) {}

  /// Sends a ClientHello for `host`.
  static Reply tls(Address balancer, String host) throws IOException {
    try (Socket socket = connect(balancer)) {
      byte[] answer = exchange(socket, ClientHelloBytes.helloTo(host).build());
      String said = isAlert(answer) ? "alert " + answer[6] : new String(answer, ISO_8859_1);
      return new Reply(socket.getLocalPort(), host, said, "");
    }
  }

  private static boolean isAlert(byte[] bytes) {
    return bytes.length == ALERT_BYTES && bytes[0] == ALERT_RECORD;
  }

  /// Sends a GET for `host`.
  static Reply http(Address balancer, String host) throws IOException {
    try (Socket socket = connect(balancer)) {
      String request = "GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      String answer = new String(exchange(socket, request.getBytes(ISO_8859_1)), ISO_8859_1);
      int end = answer.indexOf("\r\n\r\n");
      if (end < 0) {
        throw new IOException("an answer without a whole head: " + answer);
      }
      String head = answer.substring(0, end);
      String status = head.split(" ", 3)[1];
      String said = status.equals("200") ? answer.substring(end + 4) : status;
      return new Reply(socket.getLocalPort(), host, said, head);
    }
  }

  private static byte[] exchange(Socket socket, byte[] opening) throws IOException {
    socket.getOutputStream().write(opening);
    return socket.getInputStream().readAllBytes();
  }

  /// Sends a ClientHello for `host`, reads an alert and leaves nothing behind, not even a port that
  /// rests; for floods. True if an alert came.
  static boolean tlsRefused(Address balancer, String host) throws IOException {
    return tlsRefused(balancer, LOOPBACK, host);
  }

  /// @param from the client's own address, on loopback
  static boolean tlsRefused(Address balancer, String from, String host) throws IOException {
    try (Socket socket = connect(balancer, from)) {
      socket.setSoLinger(true, 0);
      socket.getOutputStream().write(ClientHelloBytes.helloTo(host).build());
      return isAlert(socket.getInputStream().readNBytes(ALERT_BYTES));
    }
  }

  private static Socket connect(Address balancer) throws IOException {
    return connect(balancer, LOOPBACK);
  }

  /// A connection from an address on loopback, whose reads fail rather than wait forever.
  static Socket connect(Address balancer, String from) throws IOException {
    Socket socket = new Socket();
    socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
    socket.setSoTimeout((int) Eventually.LIMIT.toMillis());
    socket.connect(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), balancer.port()),
        (int) Eventually.LIMIT.toMillis());
    return socket;
  }
}
