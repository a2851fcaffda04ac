package dev.starship.transport;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.starship.address.Address;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The system calls of Linux that an event loop makes, on x86-64 and aarch64. Each answers what the
/// call answers, or the negative error number ([LinuxErrno]) where that is -1. Pointers are passed
/// as the addresses they are. One instance for each loop, because it owns the memory that errors
/// and small arguments are exchanged in; not safe for several threads.
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

  /// `long syscall(long number, ...)` (syscall(2)). One function for all calls: each further shape
  /// of a call would cost the start of the process some milliseconds, and libc's own functions add
  /// the bookkeeping of thread cancellation.
  private static final MethodHandle SYSCALL = syscall(Linker.Option.captureCallState("errno"));

  /// Without errno, so that any thread may call it at the same time as the loop makes other calls.
  private static final MethodHandle SYSCALL_OF_ANY_THREAD = syscall();

  private static final long ERRNO_OFFSET =
      Linker.Option.captureStateLayout().byteOffset(MemoryLayout.PathElement.groupElement("errno"));

  private static final int LENGTH_OFFSET = 32;
  private static final int OPTION_OFFSET = 40;
  private static final int EVENT_OFFSET = 48;
  private static final int ONE_OFFSET = 64;
  private static final int SCRATCH_BYTES = 72;

  /// The signal mask of a wait: none.
  private static final long NO_SIGNALS = 0;

  /// Freed when this object is collected, so no call can meet freed memory.
  private final Arena arena = Arena.ofAuto();

  private final MemorySegment capture = arena.allocate(Linker.Option.captureStateLayout());
  private final MemorySegment scratch = arena.allocate(SCRATCH_BYTES, Long.BYTES);
  private final MemorySegment event = scratch.asSlice(EVENT_OFFSET, EpollEvents.EVENT_BYTES);
  private final long address = scratch.address();

  Linux() {
    scratch.set(JAVA_LONG, ONE_OFFSET, 1);
  }

  @SuppressWarnings("restricted") // Reaching native code is what this class is for.
  private static MethodHandle syscall(Linker.Option... options) {
    Linker linker = Linker.nativeLinker();
    MemoryLayout[] arguments = new MemoryLayout[7];
    Arrays.fill(arguments, JAVA_LONG);
    List<Linker.Option> all = new ArrayList<>(List.of(options));
    all.add(Linker.Option.firstVariadicArg(1));
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow("syscall"),
        FunctionDescriptor.of(JAVA_LONG, arguments),
        all.toArray(Linker.Option[]::new));
  }

  /// Makes a call; its answer, or the negative error number.
  private int call(SystemCall call, long first) {
    return call(call, first, 0, 0, 0, 0, 0);
  }

  private int call(SystemCall call, long first, long second, long third) {
    return call(call, first, second, third, 0, 0, 0);
  }

  private int call(
      SystemCall call, long first, long second, long third, long fourth, long fifth, long sixth) {
    try {
      long answer =
          (long)
              SYSCALL.invokeExact(capture, call.number, first, second, third, fourth, fifth, sixth);
      return answer == -1 ? -capture.get(JAVA_INT, ERRNO_OFFSET) : (int) answer;
    } catch (Throwable impossible) {
      throw unexpected(impossible);
    }
  }

  int epollCreate() {
    return call(SystemCall.EPOLL_CREATE1, CLOEXEC);
  }

  /// Adds or changes a registration; `tag` comes back with each event.
  int epollCtl(int epoll, int operation, int descriptor, int events, long tag) {
    EpollEvents.write(event, events, tag);
    return call(SystemCall.EPOLL_CTL, epoll, operation, descriptor, event.address(), 0, 0);
  }

  int epollWait(int epoll, EpollEvents events, int millis) {
    return call(
        SystemCall.EPOLL_PWAIT, epoll, events.address(), events.most(), millis, NO_SIGNALS, 0);
  }

  int eventfd() {
    return call(SystemCall.EVENTFD2, 0, NONBLOCK | CLOEXEC, 0);
  }

  /// Any thread.
  void eventfdWrite(int descriptor) {
    try {
      // It can only fail when 2^64 - 2 wake-ups were never read.
      long _ =
          (long)
              SYSCALL_OF_ANY_THREAD.invokeExact(
                  SystemCall.WRITE.number,
                  (long) descriptor,
                  address + ONE_OFFSET,
                  (long) Long.BYTES,
                  0L,
                  0L,
                  0L);
    } catch (Throwable impossible) {
      throw unexpected(impossible);
    }
  }

  /// A TCP socket that does not block and is closed on exec.
  int socket(int family) {
    return call(SystemCall.SOCKET, family, SOCK_STREAM | NONBLOCK | CLOEXEC, 0);
  }

  int bind(int descriptor, Address to) {
    int length = SocketAddresses.write(scratch, to);
    return call(SystemCall.BIND, descriptor, address, length);
  }

  int listen(int descriptor, int backlog) {
    return call(SystemCall.LISTEN, descriptor, backlog, 0);
  }

  int connect(int descriptor, Address to) {
    int length = SocketAddresses.write(scratch, to);
    return call(SystemCall.CONNECT, descriptor, address, length);
  }

  /// The next waiting connection, not blocking and closed on exec; [#lastAddress()] is its peer.
  int accept(int descriptor) {
    scratch.set(JAVA_INT, LENGTH_OFFSET, LENGTH_OFFSET);
    return call(
        SystemCall.ACCEPT4, descriptor, address, address + LENGTH_OFFSET, NONBLOCK | CLOEXEC, 0, 0);
  }

  /// Asks for the local address, which is [#lastAddress()] then.
  int getsockname(int descriptor) {
    scratch.set(JAVA_INT, LENGTH_OFFSET, LENGTH_OFFSET);
    return call(SystemCall.GETSOCKNAME, descriptor, address, address + LENGTH_OFFSET);
  }

  /// The address that the last [#accept] or [#getsockname] gave.
  Address lastAddress() {
    return SocketAddresses.read(scratch);
  }

  int setOption(int descriptor, int level, int option, int value) {
    scratch.set(JAVA_INT, OPTION_OFFSET, value);
    return setOptionBytes(descriptor, level, option, Integer.BYTES);
  }

  /// Makes the next close send RST and throw unsent bytes away.
  int lingerNot(int descriptor) {
    scratch.set(JAVA_INT, OPTION_OFFSET, 1);
    scratch.set(JAVA_INT, OPTION_OFFSET + Integer.BYTES, 0);
    return setOptionBytes(descriptor, SOL_SOCKET, SO_LINGER, 2 * Integer.BYTES);
  }

  private int setOptionBytes(int descriptor, int level, int option, int length) {
    long value = address + OPTION_OFFSET;
    return call(SystemCall.SETSOCKOPT, descriptor, level, option, value, length, 0);
  }

  int receive(int descriptor, long to, int length) {
    return call(SystemCall.RECVFROM, descriptor, to, length);
  }

  int send(int descriptor, long from, int length) {
    return call(SystemCall.SENDTO, descriptor, from, length, MSG_NOSIGNAL, 0, 0);
  }

  /// Sends what a shutdown or close follows at once: the system may wait for it with the last
  /// bytes.
  int sendLast(int descriptor, long from, int length) {
    return call(SystemCall.SENDTO, descriptor, from, length, MSG_NOSIGNAL | MSG_MORE, 0, 0);
  }

  /// A pipe that does not block and is closed on exec: its two ends are [#pipeReader()] and
  /// [#pipeWriter()] then.
  int pipe() {
    return call(SystemCall.PIPE2, address, NONBLOCK | CLOEXEC, 0);
  }

  int pipeReader() {
    return scratch.get(JAVA_INT, 0);
  }

  int pipeWriter() {
    return scratch.get(JAVA_INT, Integer.BYTES);
  }

  /// Makes a pipe take at least `bytes`; what it takes now.
  int resizePipe(int descriptor, int bytes) {
    return call(SystemCall.FCNTL, descriptor, F_SETPIPE_SZ, bytes);
  }

  /// Moves up to `length` bytes from or to a pipe without copying them.
  int splice(int from, int to, int length) {
    return call(SystemCall.SPLICE, from, 0, to, 0, length, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
  }

  int shutdownOutput(int descriptor) {
    return call(SystemCall.SHUTDOWN, descriptor, SHUT_WR, 0);
  }

  int close(int descriptor) {
    return call(SystemCall.CLOSE, descriptor);
  }

  /// Only the virtual machine itself can fail here: the function throws nothing, and its shape is
  /// fixed.
  private static Error unexpected(Throwable failure) {
    return failure instanceof Error error ? error : new AssertionError(failure);
  }
}
