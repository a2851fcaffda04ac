package dev.starship.transport;

import dev.starship.address.Address;

/// A listening socket of one event loop.
public interface Listener {
  /// The bound address, with the port the system chose where 0 was asked for. Any thread.
  Address address();

  /// Accepts what already waits in the queue, then closes. Connections that the system has not
  /// handed over by then are reset by it.
  void close();
}
