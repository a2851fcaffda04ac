package dev.starship.transport;

import static java.nio.channels.SelectionKey.OP_ACCEPT;

import dev.starship.address.Address;
import dev.starship.transport.ListenOptions.Sharing;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A listening channel.
final class NioListener implements Listener, NioLoop.Selected, Spread.Member {
  private final NioLoop loop;
  private final ServerSocketChannel channel;
  private final SelectionKey key;
  private final Address address;
  private final int backlog;
  private final Acceptor acceptor;
  private final Timer rest;
  private final Spread<NioListener> spread = new Spread<>(this);
  private boolean closed;

  private NioListener(
      NioLoop loop, ServerSocketChannel channel, ListenOptions options, Acceptor acceptor)
      throws IOException {
    this.loop = loop;
    this.channel = channel;
    this.acceptor = acceptor;
    this.backlog = options.backlog();
    this.address = NioAddresses.fromNio(channel.getLocalAddress());
    this.key = channel.register(loop.selector(), OP_ACCEPT, this);
    this.rest = loop.newTimer(() -> key.interestOps(OP_ACCEPT));
  }

  static NioListener open(NioLoop loop, Address wanted, ListenOptions options, Acceptor acceptor) {
    try {
      ServerSocketChannel channel = ServerSocketChannel.open(NioAddresses.family(wanted));
      try {
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        if (mayShare(wanted, options.sharing())
            && channel.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
          channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
        }
        if (loop.limits().receiveBufferBytes() > 0) {
          channel.setOption(StandardSocketOptions.SO_RCVBUF, loop.limits().receiveBufferBytes());
        }
        channel.bind(NioAddresses.toNio(wanted), options.backlog());
        return new NioListener(loop, channel, options, acceptor);
      } catch (IOException refused) {
        channel.close();
        throw refused;
      }
    } catch (UnsupportedOperationException _) {
      throw new TransportException(
          NetworkFailure.UNREACHABLE,
          "cannot listen on " + wanted + ": this machine has no IPv6: bind an IPv4 address");
    } catch (IOException refused) {
      throw new TransportException(
          NioFailures.binding(refused),
          "cannot listen on " + wanted + ": the system answered " + refused.getMessage());
    }
  }

  /// Whether SO_REUSEPORT is set. Not where somebody else is there already, so that the bind fails.
  private static boolean mayShare(Address wanted, Sharing sharing) {
    return switch (sharing) {
      case ALONE -> false;
      case FIRST -> isFree(wanted);
      case FURTHER -> true;
    };
  }

  /// Whether a socket can be bound there that shares nothing and does not listen.
  private static boolean isFree(Address wanted) {
    try (java.net.Socket trial = new java.net.Socket()) {
      trial.setReuseAddress(true);
      trial.bind(NioAddresses.toNio(wanted));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }

  @Override
  public void selected(int operations) {
    accept(loop.limits().acceptsPerTurn());
  }

  private void accept(int most) {
    for (int taken = 0; taken < most && !closed; taken++) {
      @Nullable SocketChannel client;
      try {
        client = channel.accept();
      } catch (IOException exhausted) {
        rest();
        return;
      }
      if (client == null) {
        return;
      }
      spread.hand(taker -> taker.take(client));
    }
  }

  private void take(SocketChannel channel) {
    NioSocket client;
    Address peer;
    try {
      peer = NioAddresses.fromNio(channel.getRemoteAddress());
      client = NioSocket.accepted(loop, channel);
    } catch (IOException gone) {
      // The client has reset the connection while it waited: nobody is there to be handed over.
      NioSocket.closeQuietly(channel);
      return;
    }
    try {
      acceptor.accepted(client, peer);
    } catch (Throwable bug) {
      client.reset();
      loop.fault(bug);
    }
    client.watch();
  }

  private void rest() {
    loop.counters().countAcceptRest();
    key.interestOps(0);
    rest.start(loop.limits().acceptRestNanos());
    try {
      acceptor.exhausted(NioFailures.opening());
    } catch (Throwable bug) {
      loop.fault(bug);
    }
  }

  @Override
  public Address address() {
    return address;
  }

  @Override
  public NioLoop loop() {
    return loop;
  }

  @Override
  public void spreadOver(List<Listener> all) {
    spread.over(all.stream().map(NioListener.class::cast).toList());
  }

  @Override
  public void close() {
    if (!closed) {
      accept(backlog);
    }
    abandon();
  }

  @Override
  public void abandon() {
    if (!closed) {
      closed = true;
      rest.stop();
      NioSocket.closeQuietly(channel);
    }
  }
}
