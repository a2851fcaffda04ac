package dev.starship.transport;

/// How a connection, the attempt to make one, or the attempt to bind an address failed.
public enum NetworkFailure {
  /// Nothing listens there (ECONNREFUSED).
  REFUSED,
  /// The peer reset the connection (ECONNRESET, EPIPE).
  RESET,
  /// The system gave up waiting for the peer (ETIMEDOUT).
  TIMED_OUT,
  /// No route to the address, or a rule forbids it (ENETUNREACH, EHOSTUNREACH, EACCES, EPERM).
  UNREACHABLE,
  /// No descriptors are left (EMFILE, ENFILE).
  NO_DESCRIPTORS,
  /// No local ports are left (EADDRNOTAVAIL).
  NO_PORTS,
  /// No kernel memory is left (ENOBUFS, ENOMEM).
  NO_MEMORY,
  /// Somebody else has the address (EADDRINUSE); told only by [EventLoop#listen].
  ADDRESS_IN_USE,
  /// Anything else.
  OTHER
}
