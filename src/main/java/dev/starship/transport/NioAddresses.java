package dev.starship.transport;

import dev.starship.address.Address;
import dev.starship.address.Ip;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/// Addresses as `java.net` has them.
final class NioAddresses {
  private NioAddresses() {}

  static StandardProtocolFamily family(Address address) {
    return address.ip().isV4() ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
  }

  static InetSocketAddress toNio(Address address) {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(address.ip().bytes()), address.port());
    } catch (UnknownHostException impossible) {
      throw new AssertionError("4 or 16 bytes are an address", impossible);
    }
  }

  /// @throws IOException if the socket is closed, so has no address
  static Address fromNio(@Nullable SocketAddress address) throws IOException {
    if (address instanceof InetSocketAddress internet) {
      return new Address(Ip.of(internet.getAddress().getAddress()), internet.getPort());
    }
    throw new IOException("the socket has no address any more");
  }
}
