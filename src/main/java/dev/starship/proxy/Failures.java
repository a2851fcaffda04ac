package dev.starship.proxy;

import dev.starship.ending.Ending;
import dev.starship.transport.NetworkFailure;

/// What a broken connection to a backend makes of a session.
final class Failures {
  private Failures() {}

  /// The ending of a session whose connect failed.
  static Ending ofConnect(NetworkFailure failure) {
    return switch (failure) {
      case REFUSED -> Ending.BACKEND_REFUSED;
      case RESET -> Ending.BACKEND_RESET;
      case TIMED_OUT -> Ending.BACKEND_CONNECT_TIMEOUT;
      case UNREACHABLE, ADDRESS_IN_USE, OTHER -> Ending.BACKEND_UNREACHABLE;
      case NO_DESCRIPTORS, NO_PORTS, NO_MEMORY -> Ending.OVERLOADED;
    };
  }
}
