package dev.starship.transport;

/// Whoever a socket belongs to. It alone reads, writes and closes it.
@FunctionalInterface
public interface SocketOwner {
  /// The socket may be worth a read or a write again: [Socket#readable()] or [Socket#writable()]
  /// became true after an earlier call had run dry, or the connect is decided, or the connection
  /// failed. Told once for each change (edge-triggered): whoever stops reading before it ran dry
  /// must come back without being told. Spurious calls happen. Never called after the socket was
  /// closed.
  void ready(Socket socket);
}
