package dev.starship.transport;

import java.util.List;

/// The transports there are.
public final class Transports {
  /// What [#named] takes, in the order in which they are tried.
  public static final List<String> NAMES = List.of("auto", "epoll", "nio");

  private Transports() {}

  /// The transport that configuration calls `name`: one of [#NAMES].
  ///
  /// @throws IllegalArgumentException if there is none of that name
  /// @throws TransportException if this system does not have it
  public static Transport named(String name) {
    return switch (name) {
      case "auto" -> best();
      case "epoll" -> epoll();
      case "nio" -> nio();
      default ->
          throw new IllegalArgumentException(
              "there is no transport " + name + "; choose one of " + String.join(", ", NAMES));
    };
  }

  /// The fastest that this system has.
  public static Transport best() {
    return EpollTransport.supported() ? epoll() : nio();
  }

  /// System calls on Linux (x86-64 and aarch64).
  ///
  /// @throws TransportException on any other system, and where native access is forbidden
  public static Transport epoll() {
    if (!EpollTransport.supported()) {
      throw new TransportException(
          NetworkFailure.OTHER,
          "the epoll transport needs Linux on x86-64 or aarch64 and --enable-native-access;"
              + " choose transport nio here");
    }
    Preload.once();
    CompilerThreads.giveWay();
    return new EpollTransport();
  }

  /// `java.nio.channels`, on every system.
  public static Transport nio() {
    Preload.once();
    return new NioTransport();
  }
}
