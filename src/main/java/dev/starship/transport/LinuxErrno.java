package dev.starship.transport;

/// The error numbers of Linux that Starship tells apart; the same on x86-64 and aarch64.
final class LinuxErrno {
  static final int EPERM = 1;
  static final int EINTR = 4;
  static final int EAGAIN = 11;
  static final int ENOMEM = 12;
  static final int EACCES = 13;
  static final int EINVAL = 22;
  static final int ENFILE = 23;
  static final int EMFILE = 24;
  static final int ENOSPC = 28;
  static final int EPIPE = 32;
  static final int ENOSYS = 38;
  static final int EPROTO = 71;
  static final int ENOPROTOOPT = 92;
  static final int EOPNOTSUPP = 95;
  static final int EAFNOSUPPORT = 97;
  static final int EADDRINUSE = 98;
  static final int EADDRNOTAVAIL = 99;
  static final int ENETDOWN = 100;
  static final int ENETUNREACH = 101;
  static final int ECONNABORTED = 103;
  static final int ECONNRESET = 104;
  static final int ENOBUFS = 105;
  static final int ETIMEDOUT = 110;
  static final int ECONNREFUSED = 111;
  static final int EHOSTDOWN = 112;
  static final int EHOSTUNREACH = 113;
  static final int EINPROGRESS = 115;
  static final int ENONET = 64;

  private LinuxErrno() {}

  /// What an error of a connection, a connect or a bind means.
  static NetworkFailure failure(int errno) {
    return switch (errno) {
      case ECONNREFUSED -> NetworkFailure.REFUSED;
      case ECONNRESET, EPIPE, ECONNABORTED -> NetworkFailure.RESET;
      case ETIMEDOUT -> NetworkFailure.TIMED_OUT;
      case ENETUNREACH, EHOSTUNREACH, ENETDOWN, EHOSTDOWN, ENONET, EACCES, EPERM ->
          NetworkFailure.UNREACHABLE;
      case EMFILE, ENFILE -> NetworkFailure.NO_DESCRIPTORS;
      case EADDRNOTAVAIL -> NetworkFailure.NO_PORTS;
      // Of epoll_ctl(2): no watches are left to this user.
      case ENOBUFS, ENOMEM, ENOSPC -> NetworkFailure.NO_MEMORY;
      case EADDRINUSE -> NetworkFailure.ADDRESS_IN_USE;
      default -> NetworkFailure.OTHER;
    };
  }

  /// Whether splice(2) speaks of itself and not of the socket: a sandbox or a filter of system
  /// calls has none.
  static boolean refusesSplice(int errno) {
    return switch (errno) {
      case EPERM, EINVAL, ENOSYS -> true;
      default -> false;
    };
  }

  /// Whether accept4(2) only speaks of the one connection that it could not hand over: Linux passes
  /// on the errors that are already pending on it.
  static boolean concernsOneConnection(int errno) {
    return switch (errno) {
      case EINTR,
          EPERM,
          ECONNABORTED,
          EPROTO,
          ENOPROTOOPT,
          EOPNOTSUPP,
          ENETDOWN,
          ENETUNREACH,
          EHOSTDOWN,
          EHOSTUNREACH,
          ENONET,
          ETIMEDOUT ->
          true;
      default -> false;
    };
  }

  /// What an operator can do about an address that cannot be bound.
  static String bindAdvice(int errno) {
    return switch (errno) {
      case EADDRINUSE -> "another program listens there: stop it or choose another port";
      case EACCES, EPERM ->
          "a port below 1024 needs the capability CAP_NET_BIND_SERVICE or a lower"
              + " net.ipv4.ip_unprivileged_port_start";
      case EADDRNOTAVAIL -> "this machine does not have that address: choose one of its own";
      case EAFNOSUPPORT -> "this machine has no IPv6: bind an IPv4 address";
      case EMFILE, ENFILE -> "no descriptors are left: raise the limit (ulimit -n)";
      case ENOBUFS, ENOMEM -> "the kernel has no memory left";
      default -> "the system answered with error " + errno;
    };
  }
}
