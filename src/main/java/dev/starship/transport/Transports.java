package dev.starship.transport;

/// The transports there are.
public final class Transports {
  private Transports() {}

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
