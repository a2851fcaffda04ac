package dev.starship.transport;

import dev.starship.address.Address;

/// Takes the connections a listener accepts, on the loop's thread.
public interface Acceptor {
  /// A client connected. The callee owns `client` from here: it gives it an owner and closes it.
  /// With deferred accept its first bytes are usually there already, so a read at once saves a
  /// wake-up.
  ///
  /// @param peer the client's address
  void accepted(Socket client, Address peer);

  /// The system could not hand over a waiting connection for want of descriptors or memory. The
  /// listener rests and tries again by itself; called once for each such rest.
  void exhausted(NetworkFailure failure);
}
