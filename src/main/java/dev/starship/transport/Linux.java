package dev.starship.transport;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.starship.address.Address;
import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;

/// The system calls of Linux that an event loop makes, on x86-64 and aarch64. Each answers what the
/// call answers, or the negative error number ([LinuxErrno]) where that is -1. Pointers are passed
/// as the addresses they are. One instance for each loop, because it owns the memory that errors
/// and small arguments are exchanged in; not safe for several threads.
///
/// Each call is spelled out with its handle, a constant there. One method for all of them, which
/// takes the handle, cost 6 % more for each new connection.
final class Linux {
  static final int EPOLLIN = 0x001;
  static final int EPOLLPRI = 0x002;
  static final int EPOLLOUT = 0x004;
  static final int EPOLLERR = 0x008;
  static final int EPOLLHUP = 0x010;
  static final int EPOLLRDHUP = 0x2000;
  static final int EPOLLET = 1 << 31;

  static final int EPOLL_CTL_ADD = 1;
  static final int EPOLL_CTL_MOD = 3;

  static final int AF_INET = 2;
  static final int AF_INET6 = 10;
  static final int SHUT_WR = 1;

  static final int SOL_SOCKET = 1;
  static final int SO_REUSEADDR = 2;
  static final int SO_SNDBUF = 7;
  static final int SO_RCVBUF = 8;
  static final int SO_KEEPALIVE = 9;
  static final int SO_REUSEPORT = 15;
  static final int SO_ATTACH_REUSEPORT_CBPF = 51;
  static final int IPPROTO_TCP = 6;
  static final int TCP_NODELAY = 1;
  static final int TCP_DEFER_ACCEPT = 9;
  static final int IPPROTO_IPV6 = 41;
  static final int IPV6_V6ONLY = 26;

  private static final int SO_LINGER = 13;
  private static final int SOCK_STREAM = 1;
  private static final int NONBLOCK = 0x800;
  private static final int CLOEXEC = 0x80000;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int MSG_MORE = 0x8000;
  private static final int F_SETPIPE_SZ = 1031;
  private static final int SPLICE_F_MOVE = 1;
  private static final int SPLICE_F_NONBLOCK = 2;

  private static final long ERRNO_OFFSET =
      Linker.Option.captureStateLayout().byteOffset(MemoryLayout.PathElement.groupElement("errno"));

  /// Takes the errno that nobody reads, of calls that any thread may make.
  static final MemorySegment UNREAD = Arena.global().allocate(Linker.Option.captureStateLayout());

  private static final int LENGTH_OFFSET = 32;
  private static final int OPTION_OFFSET = 40;
  private static final int EVENT_OFFSET = 48;
  private static final int SCRATCH_BYTES = 64;

  /// Freed when this object is collected, so no call can meet freed memory.
  private final Arena arena = Arena.ofAuto();

  private final MemorySegment capture = arena.allocate(Linker.Option.captureStateLayout());
  private final MemorySegment scratch = arena.allocate(SCRATCH_BYTES, Long.BYTES);
  private final MemorySegment event = scratch.asSlice(EVENT_OFFSET, EpollEvents.EVENT_BYTES);
  private final MemorySegment oneInt = scratch.asSlice(OPTION_OFFSET, Integer.BYTES);
  private final MemorySegment twoInts = scratch.asSlice(OPTION_OFFSET, 2 * Integer.BYTES);
  private final long address = scratch.address();

  int epollCreate() {
    try {
      return result(
          (int)
              (long)
                  LinuxCalls.EPOLL_CREATE1.invokeExact(
                      capture, (long) CLOEXEC, 0L, 0L, 0L, 0L, 0L));
    } catch (Throwable impossible) {
      throw unexpected(impossible);
    }
  }

  /// Adds or changes a registration; `tag` comes back with each event.
  int epollCtl(int epoll, int operation, int descriptor, int events, long tag) {
    EpollEvents.write(event, events, tag);
    try {
      return result(
          (int)
              (long)
                  LinuxCalls.EPOLL_CTL.invokeExact(
                      capture,
                      (long) epoll,
                      (long) operation,
                      (long) descriptor,
                      event.address(),
                      0L,
                      0L));
    } catch (Throwable impossible) {
      throw unexpected(impossible);
    }
  }

  int epollWait(int epoll, EpollEvents events, int millis) {
    try {
      return result(
          (int)
              (long)
                  LinuxCalls.EPOLL_WAIT.invokeExact(
                      capture,
                      (long) epoll,
                      events.address(),
                      (long) events.most(),
                      (long) millis,
                      0L,
                      0L));
    } catch (Throwable impossible) {
      throw unexpected(impossible);
    }
  }

  int eventfd() {
    try {
      return result(
          (int)
              (long)
                  LinuxCalls.EVENTFD.invokeExact(
                      capture, 0L, (long) (NONBLOCK | CLOEXEC), 0L, 0L, 0L, 0L));
    } catch (Throwable impossible) {
      throw unexpected(impossible);
    }
  }

  /// Any thread.
  static void eventfdWrite(int descriptor) {
    try {
      // It can only fail when 2^64 - 2 wake-ups were never read.
      int _ =
          (int)
              (long)
                  LinuxCalls.EVENTFD_WRITE.invokeExact(
                      UNREAD, (long) descriptor, 1L, 0L, 0L, 0L, 0L);
    } catch (Throwable impossible) {
      throw unexpected(impossible);
    }
  }

  /// A TCP socket that does not block and is closed on exec.
  int socket(int family) {
    try {
      return result(
          (int)
              (long)
                  LinuxCalls.SOCKET.invokeExact(
                      capture,
                      (long) family,
                      (long) (SOCK_STREAM | NONBLOCK | CLOEXEC),
                      0L,
                      0L,
                      0L,
                      0L));
    } catch (Throwable impossible) {
      throw unexpected(impossible);
    }
  }

  int bind(int descriptor, Address to) {
    int length = SocketAddresses.write(scratch, to);
    try {
      return result(
          (int)
              (long)
                  LinuxCalls.BIND.invokeExact(
                      capture, (long) descriptor, address, (long) length, 0L, 0L, 0L));
    } catch (Throwable impossible) {
      throw unexpected(impossible);
    }
  }

  int listen(int descriptor, int backlog) {
    try {
      return result(
          (int)
              (long)
                  LinuxCalls.LISTEN.invokeExact(
                      capture, (long) descriptor, (long) backlog, 0L, 0L, 0L, 0L));
    } catch (Throwable impossible) {
      throw unexpected(impossible);
    }
  }

  int connect(int descriptor, Address to) {
    int length = SocketAddresses.write(scratch, to);
    try {
      return result(
          (int)
              (long)
                  LinuxCalls.CONNECT.invokeExact(
                      capture, (long) descriptor, address, (long) length, 0L, 0L, 0L));
    } catch (Throwable impossible) {
      throw unexpected(impossible);
    }
  }

  /// The next waiting connection, not blocking and closed on exec; [#lastAddress()] is its peer.
  int accept(int descriptor) {
    scratch.set(JAVA_INT, LENGTH_OFFSET, LENGTH_OFFSET);
    try {
      return result(
          (int)
              (long)
                  LinuxCalls.ACCEPT4.invokeExact(
                      capture,
                      (long) descriptor,
                      address,
                      address + LENGTH_OFFSET,
                      (long) (NONBLOCK | CLOEXEC),
                      0L,
                      0L));
    } catch (Throwable impossible) {
      throw unexpected(impossible);
    }
  }

  /// Asks for the local address, which is [#lastAddress()] then.
  int getsockname(int descriptor) {
    scratch.set(JAVA_INT, LENGTH_OFFSET, LENGTH_OFFSET);
    try {
      return result(
          (int)
              (long)
                  LinuxCalls.GETSOCKNAME.invokeExact(
                      capture, (long) descriptor, address, address + LENGTH_OFFSET, 0L, 0L, 0L));
    } catch (Throwable impossible) {
      throw unexpected(impossible);
    }
  }

  /// The address that the last [#accept] or [#getsockname] gave.
  Address lastAddress() {
    return SocketAddresses.read(scratch);
  }

  int setOption(int descriptor, int level, int option, int value) {
    scratch.set(JAVA_INT, OPTION_OFFSET, value);
    return setOption(descriptor, level, option, oneInt);
  }

  /// Makes the next close send RST and throw unsent bytes away.
  int lingerNot(int descriptor) {
    scratch.set(JAVA_INT, OPTION_OFFSET, 1);
    scratch.set(JAVA_INT, OPTION_OFFSET + Integer.BYTES, 0);
    return setOption(descriptor, SOL_SOCKET, SO_LINGER, twoInts);
  }

  int setOption(int descriptor, int level, int option, MemorySegment value) {
    try {
      return result(
          (int)
              (long)
                  LinuxCalls.SETSOCKOPT.invokeExact(
                      capture,
                      (long) descriptor,
                      (long) level,
                      (long) option,
                      value.address(),
                      value.byteSize(),
                      0L));
    } catch (Throwable impossible) {
      throw unexpected(impossible);
    }
  }

  int receive(int descriptor, long to, int length) {
    try {
      return result(
          (int)
              (long)
                  LinuxCalls.RECV.invokeExact(
                      capture, (long) descriptor, to, (long) length, 0L, 0L, 0L));
    } catch (Throwable impossible) {
      throw unexpected(impossible);
    }
  }

  int send(int descriptor, long from, int length) {
    return send(descriptor, from, length, MSG_NOSIGNAL);
  }

  /// Sends what a shutdown or close follows at once: the system may wait for it with the last
  /// bytes.
  int sendLast(int descriptor, long from, int length) {
    return send(descriptor, from, length, MSG_NOSIGNAL | MSG_MORE);
  }

  private int send(int descriptor, long from, int length, int flags) {
    try {
      return result(
          (int)
              (long)
                  LinuxCalls.SEND.invokeExact(
                      capture, (long) descriptor, from, (long) length, (long) flags, 0L, 0L));
    } catch (Throwable impossible) {
      throw unexpected(impossible);
    }
  }

  /// A pipe that does not block and is closed on exec: its two ends are [#pipeReader()] and
  /// [#pipeWriter()] then.
  int pipe() {
    try {
      return result(
          (int)
              (long)
                  LinuxCalls.PIPE2.invokeExact(
                      capture, address, (long) (NONBLOCK | CLOEXEC), 0L, 0L, 0L, 0L));
    } catch (Throwable impossible) {
      throw unexpected(impossible);
    }
  }

  int pipeReader() {
    return scratch.get(JAVA_INT, 0);
  }

  int pipeWriter() {
    return scratch.get(JAVA_INT, Integer.BYTES);
  }

  /// Makes a pipe take at least `bytes`; what it takes now.
  int resizePipe(int descriptor, int bytes) {
    try {
      return result(
          (int)
              (long)
                  LinuxCalls.FCNTL.invokeExact(
                      capture, (long) descriptor, (long) F_SETPIPE_SZ, (long) bytes, 0L, 0L, 0L));
    } catch (Throwable impossible) {
      throw unexpected(impossible);
    }
  }

  /// Moves up to `length` bytes from or to a pipe without copying them.
  int splice(int from, int to, int length) {
    try {
      return result(
          (int)
              (long)
                  LinuxCalls.SPLICE.invokeExact(
                      capture,
                      (long) from,
                      0L,
                      (long) to,
                      0L,
                      (long) length,
                      (long) (SPLICE_F_MOVE | SPLICE_F_NONBLOCK)));
    } catch (Throwable impossible) {
      throw unexpected(impossible);
    }
  }

  int shutdownOutput(int descriptor) {
    try {
      return result(
          (int)
              (long)
                  LinuxCalls.SHUTDOWN.invokeExact(
                      capture, (long) descriptor, (long) SHUT_WR, 0L, 0L, 0L, 0L));
    } catch (Throwable impossible) {
      throw unexpected(impossible);
    }
  }

  int close(int descriptor) {
    try {
      return result(
          (int)
              (long) LinuxCalls.CLOSE.invokeExact(capture, (long) descriptor, 0L, 0L, 0L, 0L, 0L));
    } catch (Throwable impossible) {
      throw unexpected(impossible);
    }
  }

  private int result(int answer) {
    return answer == -1 ? -capture.get(JAVA_INT, ERRNO_OFFSET) : answer;
  }

  /// Only the virtual machine itself can fail here: no method above throws, and the shapes are
  /// fixed.
  static Error unexpected(Throwable failure) {
    return failure instanceof Error error ? error : new AssertionError(failure);
  }
}
