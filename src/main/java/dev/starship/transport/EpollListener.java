package dev.starship.transport;

import dev.starship.address.Address;
import dev.starship.address.Ip;
import dev.starship.transport.ListenOptions.Sharing;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// A listening socket, level-triggered: as long as connections wait, every turn tells of it.
/// Options set on it are inherited by what it accepts.
final class EpollListener implements Registered, Listener, Spread.Member {
  private static final Ip ANY_V6 = new Ip(0, 0);
  private static final int DEFER_SECONDS = 1;

  private final EpollLoop loop;
  private final int descriptor;
  private final int generation;
  private final Acceptor acceptor;
  private final Address address;
  private final int backlog;
  private final Timer rest;
  private final Spread<EpollListener> spread = new Spread<>(this);
  private final ReuseportProgram program = new ReuseportProgram();
  private final IntPredicate steer;
  private Gathering gathering;
  private int index;
  private int burst = 1;
  private int lastTurn;
  private boolean closed;

  private EpollListener(
      EpollLoop loop, int descriptor, Address address, ListenOptions options, Acceptor acceptor) {
    this.loop = loop;
    this.descriptor = descriptor;
    this.generation = loop.newGeneration();
    this.acceptor = acceptor;
    this.address = address;
    this.backlog = options.backlog();
    this.rest = loop.newTimer(() -> loop.change(this, Linux.EPOLLIN));
    this.steer = this::steer;
    this.gathering = new Gathering(List.of(loop), loop.nanoTime());
  }

  static EpollListener open(
      EpollLoop loop, Address wanted, ListenOptions options, Acceptor acceptor) {
    Linux linux = loop.linux();
    int descriptor = linux.socket(SocketAddresses.family(wanted));
    if (descriptor < 0) {
      throw refused(wanted, descriptor);
    }
    int answer = bind(loop, descriptor, wanted, options);
    if (answer < 0) {
      linux.close(descriptor);
      throw refused(wanted, answer);
    }
    Address bound = linux.lastAddress();
    EpollListener listener = new EpollListener(loop, descriptor, bound, options, acceptor);
    answer = loop.register(listener, Linux.EPOLLIN);
    if (answer < 0) {
      listener.abandon();
      throw refused(wanted, answer);
    }
    return listener;
  }

  /// Everything up to asking for the address that was bound; the first error, negative.
  private static int bind(EpollLoop loop, int descriptor, Address wanted, ListenOptions options) {
    Linux linux = loop.linux();
    int answer = linux.setOption(descriptor, Linux.SOL_SOCKET, Linux.SO_REUSEADDR, 1);
    if (answer >= 0 && options.sharing() == Sharing.FURTHER) {
      answer = share(linux, descriptor);
    }
    if (answer >= 0 && wanted.ip().equals(ANY_V6)) {
      answer = linux.setOption(descriptor, Linux.IPPROTO_IPV6, Linux.IPV6_V6ONLY, 0);
    }
    if (answer >= 0) {
      setInherited(loop, descriptor, options);
      answer = linux.bind(descriptor, wanted);
    }
    if (answer >= 0 && options.sharing() == Sharing.FIRST) {
      // Only now, so that the bind has failed if anybody else is there.
      answer = share(linux, descriptor);
    }
    if (answer >= 0) {
      answer = linux.listen(descriptor, options.backlog());
    }
    return answer >= 0 ? linux.getsockname(descriptor) : answer;
  }

  private static int share(Linux linux, int descriptor) {
    return linux.setOption(descriptor, Linux.SOL_SOCKET, Linux.SO_REUSEPORT, 1);
  }

  /// What accepted sockets inherit. A kernel that refuses one of these serves as well without it.
  private static void setInherited(EpollLoop loop, int descriptor, ListenOptions options) {
    Linux linux = loop.linux();
    linux.setOption(descriptor, Linux.IPPROTO_TCP, Linux.TCP_NODELAY, 1);
    linux.setOption(descriptor, Linux.SOL_SOCKET, Linux.SO_KEEPALIVE, 1);
    EpollSocket.limitBuffers(loop, descriptor);
    if (options.deferAccept()) {
      linux.setOption(descriptor, Linux.IPPROTO_TCP, Linux.TCP_DEFER_ACCEPT, DEFER_SECONDS);
    }
  }

  private static TransportException refused(Address address, int answer) {
    return new TransportException(
        LinuxErrno.failure(-answer),
        "cannot listen on " + address + ": " + LinuxErrno.bindAdvice(-answer));
  }

  /// Accepts one connection, and twice as many in each further turn that finds connections waiting:
  /// a call that only learns that the queue is empty is saved when they come one by one.
  @Override
  public void event(int events) {
    boolean again = loop.turns() == lastTurn + 1;
    lastTurn = loop.turns();
    burst = again ? Math.min(burst * 2, loop.limits().acceptsPerTurn()) : 1;
    if (!accept(burst)) {
      burst = 1;
    }
  }

  /// Accepts up to `most` connections; false if there were fewer.
  private boolean accept(int most) {
    for (int taken = 0; taken < most && !closed; taken++) {
      int answer = loop.linux().accept(descriptor);
      if (answer >= 0) {
        hand(answer);
      } else if (answer == -LinuxErrno.EAGAIN) {
        return false;
      } else if (!LinuxErrno.concernsOneConnection(-answer)) {
        rest(LinuxErrno.failure(-answer));
        return false;
      }
    }
    return true;
  }

  private boolean steer(int listener) {
    return program.attach(loop.linux(), descriptor, listener) >= 0;
  }

  private void hand(int descriptor) {
    Address peer = loop.linux().lastAddress();
    boolean passed = spread.hand(taker -> taker.take(descriptor, peer));
    gathering.accepted(index, passed, loop.nanoTime(), steer);
  }

  private void take(int descriptor, Address peer) {
    EpollSocket client = EpollSocket.accepted(loop, descriptor, localAddress());
    try {
      acceptor.accepted(client, peer);
      client.watch();
      if (client.failure() == NetworkFailure.NO_MEMORY) {
        acceptor.exhausted(NetworkFailure.NO_MEMORY);
      }
    } catch (Throwable bug) {
      client.reset();
      loop.fault(bug);
    }
  }

  /// The local address of every accepted socket, if it is known without asking.
  private @Nullable Address localAddress() {
    return address.ip().isUnspecified() ? null : address;
  }

  private void rest(NetworkFailure failure) {
    loop.counters().countAcceptRest();
    loop.change(this, 0);
    rest.start(loop.limits().acceptRestNanos());
    try {
      acceptor.exhausted(failure);
    } catch (Throwable bug) {
      loop.fault(bug);
    }
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
  public Address address() {
    return address;
  }

  @Override
  public EpollLoop loop() {
    return loop;
  }

  @Override
  public void spreadOver(List<Listener> all) {
    List<EpollListener> listeners = all.stream().map(EpollListener.class::cast).toList();
    spread.over(listeners);
    index = listeners.indexOf(this);
    gathering = listeners.getFirst().gatheringOf(listeners);
  }

  /// The one that all of them share: the first one's.
  private Gathering gatheringOf(List<EpollListener> all) {
    if (gathering.size() < all.size()) {
      gathering = new Gathering(all.stream().map(one -> (Loop) one.loop).toList(), loop.nanoTime());
    }
    return gathering;
  }

  @Override
  public void close() {
    if (!closed && !accept(backlog)) {
      // It may have stopped for want of descriptors, and whoever was told of that has freed some.
      accept(backlog);
    }
    abandon();
  }

  @Override
  public void abandon() {
    if (!closed) {
      closed = true;
      rest.stop();
      loop.close(this);
    }
  }
}
