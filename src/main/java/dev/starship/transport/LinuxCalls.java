package dev.starship.transport;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

/// The functions of the C library behind [Linux]. All have one shape, because the JVM makes code
/// for each shape at every start, some 6 ms for each: six integers of 64 bits and one as the
/// result, before them the memory for errno.
///
/// In the calling conventions of Linux on x86-64 and aarch64 the first six integers go in
/// registers. A function reads only those that it declares, only the lower half of one that it
/// declares an `int`, and of an `int` result only the lower half counts. That `fcntl` is declared
/// with `...` changes nothing for integers on either.
final class LinuxCalls {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option WITH_ERRNO = Linker.Option.captureCallState("errno");
  private static final FunctionDescriptor SHAPE =
      FunctionDescriptor.of(
          JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

  static final MethodHandle EPOLL_CREATE1 = handle("epoll_create1");
  static final MethodHandle EPOLL_CTL = handle("epoll_ctl");
  static final MethodHandle EPOLL_WAIT = handle("epoll_wait");
  static final MethodHandle EVENTFD = handle("eventfd");
  static final MethodHandle EVENTFD_WRITE = handle("eventfd_write");
  static final MethodHandle SOCKET = handle("socket");
  static final MethodHandle BIND = handle("bind");
  static final MethodHandle LISTEN = handle("listen");
  static final MethodHandle CONNECT = handle("connect");
  static final MethodHandle ACCEPT4 = handle("accept4");
  static final MethodHandle GETSOCKNAME = handle("getsockname");
  static final MethodHandle SETSOCKOPT = handle("setsockopt");
  static final MethodHandle RECV = handle("recv");
  static final MethodHandle SEND = handle("send");
  static final MethodHandle SPLICE = handle("splice");
  static final MethodHandle PIPE2 = handle("pipe2");
  static final MethodHandle FCNTL = handle("fcntl");
  static final MethodHandle SHUTDOWN = handle("shutdown");
  static final MethodHandle CLOSE = handle("close");
  static final MethodHandle SETPRIORITY = handle("setpriority");

  private LinuxCalls() {}

  @SuppressWarnings("restricted") // Reaching native code is what this class is for.
  private static MethodHandle handle(String name) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), SHAPE, WITH_ERRNO);
  }
}
