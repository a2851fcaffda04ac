package dev.starship.proxy;

import dev.starship.transport.Transport;
import dev.starship.transport.Transports;
import java.util.stream.Stream;

/// The transports that every integration test runs on.
final class BothTransports {
  private BothTransports() {}

  static Stream<Transport> all() {
    return Stream.of(Transports.epoll(), Transports.nio());
  }
}
