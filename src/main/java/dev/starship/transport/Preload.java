package dev.starship.transport;

import dev.starship.address.Address;
import dev.starship.address.Ip;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;

/// Opens what the JDK and this package open once and keep. When descriptors run out, a class that
/// must be read from its jar or that opens a descriptor in its initialiser cannot be loaded any
/// more, and the JDK does not try twice: it would stay broken after descriptors are back.
final class Preload {
  /// What a loop needs first when a connection comes, goes or cannot be taken.
  private static final List<Class<?>> TYPES =
      List.of(
          Address.class,
          Ip.class,
          NetworkFailure.class,
          TransportException.class,
          LinuxErrno.class,
          SocketAddresses.class,
          EpollListener.class,
          EpollSocket.class,
          NioAddresses.class,
          NioFailures.class,
          NioListener.class,
          NioSocket.class);

  private static boolean done;

  private Preload() {}

  static synchronized void once() {
    if (done) {
      return;
    }
    done = true;
    try (Selector selector = Selector.open();
        ServerSocketChannel listener = ServerSocketChannel.open();
        SocketChannel channel = SocketChannel.open()) {
      listener.configureBlocking(false);
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ);
      selector.selectNow();
      load();
    } catch (IOException refused) {
      throw new TransportException(
          NetworkFailure.NO_DESCRIPTORS,
          "the system grants no descriptors to start with: raise ulimit -n");
    }
  }

  private static void load() {
    var lookup = MethodHandles.lookup();
    for (Class<?> type : TYPES) {
      try {
        lookup.ensureInitialized(type);
      } catch (IllegalAccessException impossible) {
        throw new AssertionError("the types of this package are accessible in it", impossible);
      }
    }
  }
}
