package dev.starship.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/// Sockets that are bound but not listening: nobody else gets their port, and connects to it are
/// refused, until they are closed.
public final class Unheard {
  private Unheard() {}

  /// One on a loopback port that the system chooses.
  public static Socket socket() throws IOException {
    return socket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  /// One on `address`, also where connections of a server before it still rest.
  public static Socket socket(InetSocketAddress address) throws IOException {
    Socket bound = new Socket();
    bound.setReuseAddress(true);
    bound.bind(address);
    return bound;
  }
}
