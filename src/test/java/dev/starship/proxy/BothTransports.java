package dev.starship.proxy;

import dev.starship.transport.ShortTransfers;
import dev.starship.transport.Transport;
import dev.starship.transport.Transports;
import java.util.stream.Stream;

/// The transports that every integration test runs on.
final class BothTransports {
  private BothTransports() {}

  static Stream<Transport> all() {
    return Stream.of(Transports.epoll(), Transports.nio());
  }

  /// Each transport as it is, and each with reads and writes that take less than they could.
  static Stream<Transport> alsoWithShortTransfers() {
    return Stream.concat(all(), all().map(transport -> new ShortTransfers(transport, 7)));
  }
}
