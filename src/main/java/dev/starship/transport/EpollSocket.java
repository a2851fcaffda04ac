package dev.starship.transport;

import dev.starship.address.Address;
import dev.starship.address.Ip;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// A socket that is registered edge-triggered: the system tells of a change once, so everything it
/// told is kept here until a call finds out that it no longer holds.
///
/// What each event and each answer means:
/// - IN, RDHUP, ERR, HUP make it readable; OUT, ERR, HUP make it writable. It stays so until a call
///   runs dry, and until then no further event is needed.
/// - A recv that got less than it asked for has emptied the queue, so the recv that would say
///   EAGAIN is saved. With RDHUP seen before that recv, what follows is the end, and that call is
///   saved as well. A recv that was filled tells nothing.
/// - With PRI (urgent data) seen, a recv also stops at the urgent mark with bytes left behind it,
///   so from then on only EAGAIN counts as dry. The urgent byte itself is skipped. While input is
///   not watched, there may be some too.
/// - ERR tells that the connection, or the connect, failed. An empty send fetches the error, which
///   getsockopt(SO_ERROR) would do as well. Bytes that came before a reset can still be read.
/// - A splice that meets the error behind bytes it has sent tells of the bytes, and the error is
///   gone: what follows answers EPIPE, and the event is HUP without ERR. Without a FIN of ours it
///   can be nothing else, and whether the peer's FIN came first nobody knows any more.
/// - A FIN hides a reset behind it: a recv says END. So where nothing else ever came, the error is
///   fetched before that is believed.
/// - A socket under way to its backend is registered after connect(2): before it, an unconnected
///   socket reports HUP. It is not written to before an event, so the first send needs no
///   EINPROGRESS.
/// - A client is not watched for OUT before its first short send. Changing a registration tells
///   again what holds already, so a change between that send and the registration is not lost.
/// - Whoever pours into a relay whose receiver is full would end a wait with every segment. So an
///   event that tells again of input is the last: it is watched again once it was read to its end.
///   FIN and a reset are told all the same.
final class EpollSocket extends EdgeSocket implements Registered {
  private static final Address ANY_PORT_OF_V6_LOOPBACK = new Address(new Ip(0, 1), 0);

  private static final int ALWAYS = Linux.EPOLLRDHUP | Linux.EPOLLET;
  private static final int INPUT = Linux.EPOLLIN | Linux.EPOLLPRI;
  private static final int BROKEN = Linux.EPOLLERR | Linux.EPOLLHUP;
  private static final int MAY_READ = Linux.EPOLLIN | Linux.EPOLLPRI | Linux.EPOLLRDHUP | BROKEN;
  private static final int MAY_WRITE = Linux.EPOLLOUT | BROKEN;

  final int descriptor;
  private final int generation;
  private final EpollLoop loop;

  private boolean registered;
  private boolean watchesInput = true;
  private boolean watchesOutput;

  /// RDHUP was seen: all input there will ever be is in the queue.
  private boolean peerFinished;

  /// Urgent data may stand in the way of a splice and of a recv.
  private boolean urgent;

  /// Whether a send goes out at once although another is not yet acknowledged (TCP_NODELAY), and
  /// keepalive is on.
  private boolean prompt;

  private boolean written;

  /// The last splice left bytes in its pipe: an error may have stopped it.
  private boolean spliceWasShort;

  private EpollSocket(EpollLoop loop, int descriptor) {
    super(loop, descriptor >= 0);
    this.loop = loop;
    this.descriptor = descriptor;
    this.generation = loop.newGeneration();
  }

  /// A client that is not watched yet: [#watch()] follows when its first bytes were looked at.
  ///
  /// @param localAddress null to ask the system if somebody asks
  static EpollSocket accepted(EpollLoop loop, int descriptor, @Nullable Address localAddress) {
    EpollSocket client = new EpollSocket(loop, descriptor);
    client.localAddress(localAddress);
    client.beginConnected();
    client.prompt = true;
    return client;
  }

  static EpollSocket connect(EpollLoop loop, Address backend, SocketOwner owner) {
    int descriptor = loop.linux().socket(SocketAddresses.family(backend));
    EpollSocket socket = new EpollSocket(loop, descriptor);
    socket.owner(owner);
    int answer = descriptor < 0 ? descriptor : socket.beginConnect(backend);
    if (answer < 0) {
      socket.failBy(lacksIpv6(loop, backend, answer) ? -LinuxErrno.ENETUNREACH : answer);
    }
    return socket;
  }

  /// Where IPv6 is switched off by `net.ipv6.conf.all.disable_ipv6`, as in most containers, a
  /// connect answers as if the local ports were used up. Only that has no address to bind either.
  private static boolean lacksIpv6(EpollLoop loop, Address backend, int answer) {
    if (answer != -LinuxErrno.EADDRNOTAVAIL || backend.ip().isV4()) {
      return false;
    }
    int probe = loop.linux().socket(SocketAddresses.family(backend));
    int bound = probe < 0 ? 0 : loop.linux().bind(probe, ANY_PORT_OF_V6_LOOPBACK);
    if (probe >= 0) {
      loop.linux().close(probe);
    }
    return bound == -LinuxErrno.EADDRNOTAVAIL;
  }

  private int beginConnect(Address backend) {
    limitBuffers(loop, descriptor);
    int answer = loop.linux().connect(descriptor, backend);
    if (answer < 0 && answer != -LinuxErrno.EINPROGRESS) {
      return answer;
    }
    watchesOutput = true;
    return register();
  }

  /// Applies the limits on the kernel's buffers, where there are any.
  static void limitBuffers(EpollLoop loop, int descriptor) {
    LoopLimits limits = loop.limits();
    if (limits.sendBufferBytes() > 0) {
      loop.linux()
          .setOption(descriptor, Linux.SOL_SOCKET, Linux.SO_SNDBUF, limits.sendBufferBytes());
    }
    if (limits.receiveBufferBytes() > 0) {
      loop.linux()
          .setOption(descriptor, Linux.SOL_SOCKET, Linux.SO_RCVBUF, limits.receiveBufferBytes());
    }
  }

  /// Starts to watch an accepted socket, unless it was closed meanwhile.
  void watch() {
    int answer = closed() ? 0 : register();
    if (answer < 0) {
      failBy(answer);
      tellOwner();
    }
  }

  private int register() {
    registered = true;
    return loop.register(this, watched());
  }

  private int watched() {
    return ALWAYS | (watchesInput ? INPUT : 0) | (watchesOutput ? Linux.EPOLLOUT : 0);
  }

  @Override
  public int descriptor() {
    return descriptor;
  }

  @Override
  public int generation() {
    return generation;
  }

  @Override
  public void event(int events) {
    if (isKnown(events)) {
      // Without input it is the acknowledgement of our FIN, which comes once.
      if ((events & Linux.EPOLLIN) != 0) {
        watchesInput = false;
        watchesOutput &= !writable;
        loop.change(this, watched());
      }
      return;
    }
    if ((events & BROKEN) != 0 && failure() == null) {
      broken((events & Linux.EPOLLERR) != 0);
    }
    urgent |= (events & Linux.EPOLLPRI) != 0;
    peerFinished |= (events & Linux.EPOLLRDHUP) != 0;
    if ((events & MAY_WRITE) != 0) {
      writable = true;
      if (!connected && failure() == null) {
        connected = true;
        if (finished) {
          shutdownOutput();
        }
      }
    }
    if ((events & MAY_READ) != 0 && inputResult != END) {
      inputCame();
    }
    tellOwner();
  }

  private void broken(boolean hasError) {
    if (hasError) {
      fetchError();
    } else if (connected && !finished) {
      failBy(-LinuxErrno.ECONNRESET);
    }
  }

  private void fetchError() {
    int answer = loop.linux().send(descriptor, 0, 0);
    if (answer < 0 && answer != -LinuxErrno.EAGAIN) {
      failBy(answer);
    }
  }

  /// Whether an event tells nothing new.
  private boolean isKnown(int events) {
    int known = (inputTold ? Linux.EPOLLIN : 0) | (writable ? Linux.EPOLLOUT : 0);
    return (events & ~known) == 0;
  }

  /// Notes a failure by the negative error number. A reset behind the peer's FIN is EPIPE to Linux,
  /// where that was not told of yet.
  private void failBy(int answer) {
    if (failure() == null) {
      brokeAfterEnd = peerFinished || answer == -LinuxErrno.EPIPE && !spliceWasShort;
    }
    fail(LinuxErrno.failure(-answer));
  }

  @Override
  int receive(Buffer into) {
    ByteBuffer bytes = into.bytes();
    int wanted = bytes.remaining();
    int count = loop.linux().receive(descriptor, into.address() + bytes.position(), wanted);
    if (count <= 0) {
      urgent &= count != -LinuxErrno.EAGAIN;
      return nothingRead(count);
    }
    heard = true;
    bytes.position(bytes.position() + count);
    loop.counters().countRead(count);
    if (count < wanted && !urgent && watchesInput) {
      runDry();
    }
    return count;
  }

  @Override
  public boolean splices() {
    return !urgent && loop.splices();
  }

  /// A short splice tells nothing, so it is only EAGAIN that says the queue is empty. A splice of
  /// nothing is an end, or urgent data that no event has told of yet: a recv will tell.
  @Override
  int receive(Pipe into, int most) {
    int count = into.fill(descriptor, most);
    if (LinuxErrno.refusesSplice(-count)) {
      loop.refuseSplices();
      return 0;
    }
    if (count < 0) {
      return nothingRead(count);
    }
    heard |= count > 0;
    urgent = count == 0;
    loop.counters().countRead(count);
    return count;
  }

  @Override
  int transmit(Pipe from) {
    prepareToSend();
    int held = from.bytes();
    int taken = sent(from.empty(descriptor));
    spliceWasShort = taken > 0 && taken < held;
    return taken;
  }

  /// The queue is empty. Stays readable if it is known already what the next read returns.
  private void runDry() {
    if (failure() != null || peerFinished) {
      endedInput();
    } else {
      inputEmpty();
    }
  }

  private int nothingRead(int answer) {
    if (answer == -LinuxErrno.EAGAIN) {
      if (failure() != null) {
        // It broke on our side, and nobody tells of what comes from the other.
        return endInput();
      }
      inputEmpty();
      return 0;
    }
    if (answer < 0) {
      failBy(answer);
    } else if (failure() == null && !finished && (spliceWasShort || written && !heard)) {
      fetchError();
    }
    return endInput();
  }

  @Override
  int transmit(Buffer from, boolean last) {
    prepareToSend();
    ByteBuffer bytes = from.bytes();
    long address = from.address() + bytes.position();
    int count =
        last
            ? loop.linux().sendLast(descriptor, address, bytes.remaining())
            : loop.linux().send(descriptor, address, bytes.remaining());
    int taken = sent(count);
    bytes.position(bytes.position() + Math.max(taken, 0));
    return taken;
  }

  /// What the answer of a send means: the bytes taken, or [#FAILED].
  private int sent(int answer) {
    if (answer < 0 && answer != -LinuxErrno.EAGAIN) {
      failBy(answer);
      return FAILED;
    }
    spliceWasShort = false;
    return Math.max(answer, 0);
  }

  /// A first send is never held back, and a connection that lives for one request needs no
  /// keepalive: both are set with the second send, which many backends never get.
  private void prepareToSend() {
    if (written && !prompt) {
      prompt = true;
      loop.linux().setOption(descriptor, Linux.IPPROTO_TCP, Linux.TCP_NODELAY, 1);
      loop.linux().setOption(descriptor, Linux.SOL_SOCKET, Linux.SO_KEEPALIVE, 1);
    }
    written = true;
  }

  @Override
  void watchInput() {
    if (!watchesInput) {
      watchesInput = true;
      loop.change(this, watched());
    }
  }

  @Override
  void watchOutput() {
    if (!watchesOutput) {
      watchesOutput = true;
      if (registered) {
        loop.change(this, watched());
      }
    }
  }

  @Override
  void shutdownOutput() {
    // Fails only if the peer has reset the connection, which an event tells.
    loop.linux().shutdownOutput(descriptor);
  }

  @Override
  void lingerNot() {
    loop.linux().lingerNot(descriptor);
  }

  @Override
  void release() {
    loop.close(this);
  }

  @Override
  public void abandon() {
    reset();
  }

  @Override
  @Nullable Address askLocalAddress() {
    return loop.linux().getsockname(descriptor) >= 0 ? loop.linux().lastAddress() : null;
  }
}
