package dev.starship.transport;

import dev.starship.address.Address;
import java.util.List;

/// A listening socket of one event loop.
public interface Listener {
  /// The bound address, with the port the system chose where 0 was asked for. Any thread.
  Address address();

  /// Lets it share connections with those of `all`, listeners at the same address on other loops of
  /// the same transport, in the order in which they began to listen: all new ones may come to one
  /// of them while there is little to do, and a loop that has clearly more sockets than another
  /// passes on what it accepts. On its loop's thread, or before the loop starts.
  void spreadOver(List<Listener> all);

  /// Accepts what already waits in the queue, then closes. Connections that the system has not
  /// handed over by then are reset by it. What others pass on to it is still taken.
  void close();
}
