package dev.starship.transport;

import dev.starship.address.Address;

/// Takes the connections a listener accepts, on the loop's thread.
public interface Acceptor {
  /// A client connected. The callee owns `client` from here: it gives it an owner before it
  /// returns, and closes it some time. With deferred accept the first bytes are usually there
  /// already, so a read at once saves a wake-up; a client closed before this returns was never
  /// watched at all. If this throws, the client is reset.
  ///
  /// @param peer the client's address
  void accepted(Socket client, Address peer);

  /// The system could not hand over a waiting connection for want of descriptors or memory. The
  /// listener rests and tries again by itself; called once for each such rest.
  void exhausted(NetworkFailure failure);
}
