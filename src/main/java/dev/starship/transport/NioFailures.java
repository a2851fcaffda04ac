package dev.starship.transport;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;

/// What an exception of `java.nio.channels` means, by its type alone. The types are coarser than
/// the system's errors, so some failures get the name of their most likely cause.
final class NioFailures {
  private NioFailures() {}

  /// A connect that failed when it began. A plain `SocketException` is ENETUNREACH.
  static NetworkFailure connecting(IOException failure) {
    return switch (failure) {
      case ConnectException _ -> NetworkFailure.REFUSED;
      case BindException _ -> NetworkFailure.NO_PORTS;
      default -> NetworkFailure.UNREACHABLE;
    };
  }

  /// A connect that was under way and failed. `ConnectException` also stands for ETIMEDOUT, which
  /// the system tells after two minutes, long after Starship has given up. A plain
  /// `SocketException` is ECONNRESET: the backend accepted and reset before that was noticed.
  static NetworkFailure finishingConnect(IOException failure) {
    return switch (failure) {
      case ConnectException _ -> NetworkFailure.REFUSED;
      case NoRouteToHostException _ -> NetworkFailure.UNREACHABLE;
      default -> NetworkFailure.RESET;
    };
  }

  /// A read or write that failed. ECONNRESET, EPIPE and the rare ETIMEDOUT of a keepalive are
  /// alike.
  static NetworkFailure relaying() {
    return NetworkFailure.RESET;
  }

  /// A socket that could not be opened or accepted. `java.nio` restarts an accept whose one
  /// connection went away, so what remains is the lack of descriptors, or of memory.
  static NetworkFailure opening() {
    return NetworkFailure.NO_DESCRIPTORS;
  }

  /// An address that could not be bound. `BindException` also stands for EACCES and EADDRNOTAVAIL.
  static NetworkFailure binding(IOException failure) {
    return failure instanceof BindException ? NetworkFailure.ADDRESS_IN_USE : NetworkFailure.OTHER;
  }
}
