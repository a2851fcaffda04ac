package dev.starship.transport;

import static java.nio.channels.SelectionKey.OP_CONNECT;
import static java.nio.channels.SelectionKey.OP_READ;
import static java.nio.channels.SelectionKey.OP_WRITE;

import dev.starship.address.Address;
import dev.starship.address.Ip;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.Channel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/// A socket channel that behaves as an edge-triggered one although selectors are level-triggered:
/// it is watched for an operation only while that operation has run dry. What was reported and not
/// used yet is not watched, so it is reported once. Watching again reports at once what holds by
/// then, so a short read counts as dry without further conditions.
final class NioSocket implements Socket, NioLoop.Selected {
  private static final Address UNKNOWN = new Address(Ip.v4(0), 0);

  private final NioLoop loop;
  private final @Nullable SocketChannel channel;
  private @Nullable SelectionKey key;
  private @Nullable SocketOwner owner;
  private @Nullable NetworkFailure failure;
  private @Nullable Address localAddress;

  /// Whether the channel is open here; the JDK itself closes one whose connect failed.
  private boolean open;

  private boolean connected;
  private boolean readable;
  private boolean writable;

  /// The selector has reported input since a read last ran dry.
  private boolean inputTold;

  /// [#END] or [#FAILED] once reading can bring nothing else; 0 before.
  private int inputResult;

  private boolean finished;
  private boolean closed;

  private NioSocket(NioLoop loop, @Nullable SocketChannel channel) {
    this.loop = loop;
    this.channel = channel;
    if (channel != null) {
      open = true;
      loop.counters().countOpened();
    }
  }

  /// A client that is not watched yet: [#watch()] follows.
  static NioSocket accepted(NioLoop loop, SocketChannel channel) throws IOException {
    channel.configureBlocking(false);
    setOptions(loop, channel);
    SelectionKey key = channel.register(loop.selector(), 0);
    NioSocket client = new NioSocket(loop, channel);
    client.attach(key);
    client.connected = true;
    client.readable = true;
    client.writable = true;
    return client;
  }

  static NioSocket connect(NioLoop loop, Address backend, SocketOwner owner) {
    SocketChannel channel;
    try {
      channel = SocketChannel.open(NioAddresses.family(backend));
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
    socket.owner = owner;
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
    if (failure != null) {
      return 0;
    }
    if (!connected) {
      return OP_CONNECT;
    }
    return (inputTold || inputResult != 0 ? 0 : OP_READ) | (writable ? 0 : OP_WRITE);
  }

  @Override
  public void selected(int operations) {
    if ((operations & OP_CONNECT) != 0) {
      finishConnect();
    }
    if ((operations & OP_READ) != 0 && inputResult == 0) {
      readable = true;
      inputTold = true;
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
      if (connected && finished) {
        channel.shutdownOutput();
      }
    } catch (IOException refused) {
      fail(NioFailures.finishingConnect(refused));
    }
  }

  private void tellOwner() {
    if (owner == null || closed) {
      return;
    }
    try {
      owner.ready(this);
    } catch (Throwable bug) {
      reset();
      loop.fault(bug);
    }
  }

  /// Notes the first failure. What the system received before may still be read; a failed connect
  /// has nothing more to give.
  private void fail(NetworkFailure how) {
    if (failure == null) {
      failure = how;
    }
    if (!connected) {
      inputResult = FAILED;
      free();
    }
    readable = inputResult != END;
    writable = true;
  }

  @Override
  public void owner(SocketOwner next) {
    owner = next;
  }

  @Override
  public boolean readable() {
    return readable;
  }

  @Override
  public boolean writable() {
    return writable;
  }

  @Override
  public int read(Buffer into) {
    if (closed || channel == null) {
      return closedHere();
    }
    if (inputResult != 0) {
      readable = false;
      return inputResult;
    }
    int wanted = into.bytes().remaining();
    if (!readable || wanted == 0) {
      return 0;
    }
    int count;
    try {
      count = channel.read(into.bytes());
    } catch (IOException broken) {
      fail(NioFailures.relaying());
      count = FAILED;
    }
    if (count < 0 || count == 0 && failure != null) {
      inputResult = failure == null ? END : FAILED;
      readable = false;
      return inputResult;
    }
    loop.counters().countRead(count);
    if (count < wanted && failure == null) {
      readable = false;
      inputTold = false;
      watch();
    }
    return count;
  }

  @Override
  public int write(Buffer from) {
    if (closed || channel == null) {
      return closedHere();
    }
    if (failure != null) {
      writable = false;
      return FAILED;
    }
    if (finished) {
      throw new IllegalStateException("a write after finish()");
    }
    int wanted = from.bytes().remaining();
    if (!writable || wanted == 0) {
      return 0;
    }
    int count;
    try {
      count = channel.write(from.bytes());
    } catch (IOException broken) {
      fail(NioFailures.relaying());
      writable = false;
      return FAILED;
    }
    loop.counters().countWritten(count);
    if (count < wanted) {
      writable = false;
      watch();
    }
    return count;
  }

  /// What a call on a closed socket answers, or on one that never was.
  private int closedHere() {
    readable = false;
    writable = false;
    if (failure == null) {
      failure = NetworkFailure.OTHER;
    }
    return FAILED;
  }

  @Override
  public @Nullable NetworkFailure failure() {
    return failure;
  }

  @Override
  public void finish() {
    if (finished || closed || failure != null || channel == null) {
      return;
    }
    finished = true;
    if (connected) {
      try {
        channel.shutdownOutput();
      } catch (IOException broken) {
        fail(NioFailures.relaying());
      }
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    readable = false;
    writable = false;
    free();
  }

  private void free() {
    if (open && channel != null) {
      open = false;
      loop.counters().countClosed();
      closeQuietly(channel);
    }
  }

  @Override
  public void reset() {
    if (open && channel != null) {
      try {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      } catch (IOException gone) {
        // The peer was faster: there is nothing left to reset.
      }
    }
    close();
  }

  @Override
  public void abandon() {
    reset();
  }

  @Override
  public boolean closed() {
    return closed;
  }

  @Override
  public Address localAddress() {
    if (localAddress == null) {
      localAddress = askLocalAddress();
    }
    return localAddress;
  }

  private Address askLocalAddress() {
    if (!open || channel == null) {
      return UNKNOWN;
    }
    try {
      return NioAddresses.fromNio(channel.getLocalAddress());
    } catch (IOException gone) {
      return UNKNOWN;
    }
  }
}
