package dev.starship.transport;

import static java.nio.channels.SelectionKey.OP_CONNECT;
import static java.nio.channels.SelectionKey.OP_READ;
import static java.nio.channels.SelectionKey.OP_WRITE;

import dev.starship.address.Address;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.Channel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A socket channel that behaves as an edge-triggered one although selectors are level-triggered:
/// it is watched for an operation only while that operation has run dry. What was reported and not
/// used yet is not watched, so it is reported once. Watching again reports at once what holds by
/// then, so a short read counts as dry without further conditions.
final class NioSocket extends EdgeSocket implements NioLoop.Selected {
  private final NioLoop loop;

  /// Null if the system gave none: then the socket has failed. The JDK itself closes one whose
  /// connect failed.
  private final @Nullable SocketChannel channel;

  private @Nullable SelectionKey key;

  private NioSocket(NioLoop loop, @Nullable SocketChannel channel) {
    super(loop, channel != null);
    this.loop = loop;
    this.channel = channel;
  }

  /// A client that is not watched yet: [#watch()] follows.
  static NioSocket accepted(NioLoop loop, SocketChannel channel) throws IOException {
    channel.configureBlocking(false);
    setOptions(loop, channel);
    SelectionKey key = channel.register(loop.selector(), 0);
    NioSocket client = new NioSocket(loop, channel);
    client.attach(key);
    client.beginConnected();
    return client;
  }

  static NioSocket connect(NioLoop loop, Address backend, SocketOwner owner) {
    SocketChannel channel;
    try {
      channel = SocketChannel.open(NioAddresses.family(backend));
    } catch (UnsupportedOperationException _) {
      // The JVM has found no IPv6 on this machine.
      return failedAtOnce(loop, NetworkFailure.UNREACHABLE);
    } catch (IOException exhausted) {
      return failedAtOnce(loop, NioFailures.opening());
    }
    boolean connected;
    SelectionKey key;
    try {
      channel.configureBlocking(false);
      setOptions(loop, channel);
      connected = channel.connect(NioAddresses.toNio(backend));
      key = channel.register(loop.selector(), 0);
    } catch (IOException refused) {
      closeQuietly(channel);
      return failedAtOnce(loop, NioFailures.connecting(refused));
    }
    NioSocket socket = new NioSocket(loop, channel);
    socket.attach(key);
    socket.owner(owner);
    socket.connected = connected;
    socket.writable = connected;
    socket.watch();
    if (connected) {
      // Later, because the caller does not have the socket yet.
      loop.execute(socket::tellOwner);
    }
    return socket;
  }

  private static NioSocket failedAtOnce(NioLoop loop, NetworkFailure failure) {
    NioSocket socket = new NioSocket(loop, null);
    socket.fail(failure);
    return socket;
  }

  private static void setOptions(NioLoop loop, SocketChannel channel) throws IOException {
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    LoopLimits limits = loop.limits();
    if (limits.sendBufferBytes() > 0) {
      channel.setOption(StandardSocketOptions.SO_SNDBUF, limits.sendBufferBytes());
    }
    if (limits.receiveBufferBytes() > 0) {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, limits.receiveBufferBytes());
    }
  }

  static void closeQuietly(Channel channel) {
    try {
      channel.close();
    } catch (IOException gone) {
      // The descriptor is free either way, and there is nobody to tell.
    }
  }

  private void attach(SelectionKey key) {
    this.key = key;
    key.attach(this);
  }

  /// Watches for what has run dry and only for that.
  void watch() {
    if (key == null || !key.isValid()) {
      return;
    }
    int wanted = wantedOperations();
    if (key.interestOps() != wanted) {
      key.interestOps(wanted);
    }
  }

  private int wantedOperations() {
    if (!connected) {
      return failure() == null ? OP_CONNECT : 0;
    }
    return (inputTold || inputResult != 0 ? 0 : OP_READ) | (writable ? 0 : OP_WRITE);
  }

  @Override
  public void selected(int operations) {
    if ((operations & OP_CONNECT) != 0) {
      finishConnect();
    }
    if ((operations & OP_READ) != 0 && inputResult == 0) {
      inputCame();
    }
    writable |= (operations & OP_WRITE) != 0;
    tellOwner();
    watch();
  }

  private void finishConnect() {
    if (connected || channel == null) {
      return;
    }
    try {
      connected = channel.finishConnect();
      writable = connected;
    } catch (IOException refused) {
      fail(NioFailures.finishingConnect(refused));
    }
    if (connected && finished) {
      shutdownOutput();
    }
  }

  /// The channel, for calls that only come while there is one.
  private SocketChannel channel() {
    return Objects.requireNonNull(channel);
  }

  @Override
  int receive(Buffer into) {
    int wanted = into.bytes().remaining();
    int count;
    try {
      count = channel().read(into.bytes());
    } catch (IOException broken) {
      fail(NioFailures.relaying());
      count = FAILED;
    }
    if (count < 0 || count == 0 && failure() != null) {
      return endInput();
    }
    loop.counters().countRead(count);
    if (count < wanted && failure() == null) {
      inputEmpty();
    }
    return count;
  }

  @Override
  int transmit(Buffer from, boolean last) {
    try {
      return channel().write(from.bytes());
    } catch (IOException broken) {
      fail(NioFailures.relaying());
      return FAILED;
    }
  }

  @Override
  public boolean splices() {
    return false;
  }

  @Override
  int receive(Pipe into, int most) {
    throw noPipes();
  }

  @Override
  int transmit(Pipe from) {
    throw noPipes();
  }

  private static IllegalStateException noPipes() {
    return new IllegalStateException("a pipe where no loop makes one");
  }

  @Override
  void watchInput() {
    watch();
  }

  @Override
  void watchOutput() {
    watch();
  }

  @Override
  void shutdownOutput() {
    try {
      channel().shutdownOutput();
    } catch (IOException broken) {
      fail(NioFailures.relaying());
    }
  }

  @Override
  void lingerNot() {
    try {
      channel().setOption(StandardSocketOptions.SO_LINGER, 0);
    } catch (IOException gone) {
      // The peer was faster: there is nothing left to reset.
    }
  }

  @Override
  void release() {
    closeQuietly(channel());
  }

  @Override
  public void abandon() {
    reset();
  }

  @Override
  @Nullable Address askLocalAddress() {
    try {
      return NioAddresses.fromNio(channel().getLocalAddress());
    } catch (IOException gone) {
      return null;
    }
  }
}
