package dev.starship.transport;

import dev.starship.address.Address;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// An event loop on one epoll instance. Every socket is registered once, edge-triggered, and stays
/// registered until it is closed, which removes it. The wake-up descriptor is an eventfd, also
/// edge-triggered, so that it need not be read.
final class EpollLoop extends Loop {
  private static final int FIRST_CAPACITY = 256;

  /// The tag of the wake-up descriptor; no descriptor is negative.
  private static final int WAKE_UP = -1;

  private final Linux linux = new Linux();
  private final int epoll;
  private final int wakeUp;
  private final EpollEvents events;

  /// By descriptor.
  private @Nullable Registered[] registered = new @Nullable Registered[FIRST_CAPACITY];

  /// Until when no further pipe is asked for, since the system refused one.
  private long noPipesUntil = Long.MIN_VALUE;

  private boolean splices = true;

  private final Set<Pipe> pipes = new HashSet<>();

  private int generations;
  private int turns;

  EpollLoop(String name, LoopLimits limits, Consumer<Throwable> faults) {
    super(name, limits, faults);
    epoll = linux.epollCreate();
    wakeUp = linux.eventfd();
    events = new EpollEvents(limits.eventsPerTurn());
    int answer = epoll < 0 ? epoll : wakeUp;
    if (answer >= 0) {
      int always = Linux.EPOLLIN | Linux.EPOLLET;
      answer = linux.epollCtl(epoll, Linux.EPOLL_CTL_ADD, wakeUp, always, WAKE_UP);
    }
    if (answer < 0) {
      release();
      throw new TransportException(
          LinuxErrno.failure(-answer),
          "the system grants no further event loop (error " + -answer + "): raise ulimit -n");
    }
  }

  /// The system calls, for the loop's own sockets.
  Linux linux() {
    return linux;
  }

  /// Counts the turns, so that a listener can tell whether it was ready in the turn before.
  int turns() {
    return turns;
  }

  @Override
  void turn(int millis) {
    int count = linux.epollWait(epoll, events, millis);
    awake();
    turns++;
    if (count < 0 && count != -LinuxErrno.EINTR) {
      throw new IllegalStateException("epoll_wait: error " + -count);
    }
    for (int i = 0; i < count; i++) {
      int descriptor = (int) events.tag(i);
      if (descriptor == WAKE_UP) {
        continue;
      }
      Registered known = registered[descriptor];
      // Another one, or none, if it was closed earlier in this turn.
      if (known != null && known.generation() == (int) (events.tag(i) >>> Integer.SIZE)) {
        tell(known, events.events(i));
      }
    }
  }

  private void tell(Registered one, int events) {
    try {
      one.event(events);
    } catch (Throwable bug) {
      fault(bug);
    }
  }

  @Override
  void wakeUp() {
    Linux.eventfdWrite(wakeUp);
  }

  @Override
  void release() {
    for (Registered known : registered) {
      if (known != null) {
        known.abandon();
      }
    }
    pipes.forEach(Pipe::release);
    linux.close(wakeUp);
    linux.close(epoll);
  }

  int newGeneration() {
    return ++generations;
  }

  /// Starts to watch; the negative error number if the system does not let it. The loop owns the
  /// descriptor from here in either case.
  int register(Registered one, int events) {
    if (one.descriptor() >= registered.length) {
      registered = Arrays.copyOf(registered, Math.max(registered.length * 2, one.descriptor() + 1));
    }
    registered[one.descriptor()] = one;
    return linux.epollCtl(epoll, Linux.EPOLL_CTL_ADD, one.descriptor(), events, one.tag());
  }

  /// Changes what is watched; the system also tells again what is the case already.
  int change(Registered one, int events) {
    return linux.epollCtl(epoll, Linux.EPOLL_CTL_MOD, one.descriptor(), events, one.tag());
  }

  /// Closes the descriptor, which also ends its registration.
  void close(Registered one) {
    if (one.descriptor() < registered.length && registered[one.descriptor()] == one) {
      registered[one.descriptor()] = null;
    }
    linux.close(one.descriptor());
  }

  @Override
  public Listener listen(Address address, ListenOptions options, Acceptor acceptor) {
    return EpollListener.open(this, address, options, acceptor);
  }

  @Override
  public Socket connect(Address backend, SocketOwner owner) {
    counters().countConnect();
    return EpollSocket.connect(this, backend, owner);
  }

  @Override
  public @Nullable Pipe newPipe() {
    if (nanoTime() < noPipesUntil) {
      return null;
    }
    Pipe pipe = Pipe.open(this, limits().pipeBytes());
    if (pipe == null) {
      counters().countRefusedPipe();
      noPipesUntil = nanoTime() + limits().pipeRestNanos();
    } else {
      pipes.add(pipe);
    }
    return pipe;
  }

  /// Whether sockets can be read into pipes.
  boolean splices() {
    return splices;
  }

  /// The system does not splice: everything is copied from now on.
  void refuseSplices() {
    splices = false;
    counters().countRefusedPipe();
  }

  /// A pipe is closed by its owner.
  void forget(Pipe pipe) {
    pipes.remove(pipe);
  }
}
