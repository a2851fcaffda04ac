package dev.starship.transport;

import dev.starship.address.Address;
import dev.starship.address.Ip;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/// The other side of a connection: a plain blocking socket.
final class Peer implements AutoCloseable {
  private final java.net.Socket socket;

  private Peer(java.net.Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(TestLoop.PATIENCE_SECONDS));
  }

  static Peer dial(Address address) {
    return dial(address, 0);
  }

  /// @param receiveBuffer SO_RCVBUF; 0 for the system's
  static Peer dial(Address address, int receiveBuffer) {
    try {
      var socket = new java.net.Socket();
      if (receiveBuffer > 0) {
        socket.setReceiveBufferSize(receiveBuffer);
      }
      socket.connect(socketAddress(address));
      return new Peer(socket);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  static Peer accept(ServerSocket server) {
    try {
      return new Peer(server.accept());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// A server on loopback.
  static ServerSocket serve(int backlog) {
    try {
      return new ServerSocket(0, backlog, InetAddress.getLoopbackAddress());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  static Address address(ServerSocket server) {
    return address(server.getLocalSocketAddress());
  }

  Address localAddress() {
    return address(socket.getLocalSocketAddress());
  }

  Address remoteAddress() {
    return address(socket.getRemoteSocketAddress());
  }

  Peer send(String text) {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  Peer send(byte[] bytes) {
    return act(() -> socket.getOutputStream().write(bytes));
  }

  Peer sendUrgent(char urgent) {
    return act(() -> socket.sendUrgentData(urgent));
  }

  Peer finish() {
    return act(socket::shutdownOutput);
  }

  /// Closes with RST.
  void reset() {
    act(() -> socket.setSoLinger(true, 0));
    close();
  }

  @Override
  public void close() {
    act(socket::close);
  }

  /// The next `length` bytes, fewer only at the end.
  byte[] receive(int length) {
    try {
      return socket.getInputStream().readNBytes(length);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  String receiveText(int length) {
    return new String(receive(length), StandardCharsets.ISO_8859_1);
  }

  /// Everything up to the end.
  byte[] receiveAll() {
    return receive(Integer.MAX_VALUE);
  }

  boolean receivesEnd() {
    return receive(1).length == 0;
  }

  boolean receivesReset() {
    try {
      int _ = socket.getInputStream().read();
      return false;
    } catch (SocketException reset) {
      return true;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private interface Action {
    void run() throws IOException;
  }

  private Peer act(Action action) {
    try {
      action.run();
      return this;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static InetSocketAddress socketAddress(Address address) throws IOException {
    return new InetSocketAddress(InetAddress.getByAddress(address.ip().bytes()), address.port());
  }

  private static Address address(SocketAddress address) {
    var internet = (InetSocketAddress) address;
    return new Address(Ip.of(internet.getAddress().getAddress()), internet.getPort());
  }
}
