package dev.starship.transport;

import dev.starship.address.Address;
import org.jspecify.annotations.Nullable;

/// One TCP connection of an event loop. All methods on the loop's thread. Bytes are sent at once
/// (TCP_NODELAY) and keepalive is on, for a backend from the second write; an urgent byte is not
/// passed on.
public interface Socket {
  /// Result of [#read]: the peer sent FIN and everything before it was read. Every later read says
  /// so again.
  int END = -1;

  /// Result of [#read] and [#write]: the connection is broken, or was closed here; [#failure()]
  /// says how. Every later call says so again.
  int FAILED = -2;

  /// Gives the socket to another owner, who is told of every later change.
  void owner(SocketOwner owner);

  /// Whether a read may return something: for a client true from the start, for a backend from its
  /// first bytes; false once a read ran dry, or told END or FAILED. A read while it is false takes
  /// nothing.
  boolean readable();

  /// Whether a write may take something: false until connected, after a short write and once a
  /// write told FAILED. A write while it is false takes nothing.
  boolean writable();

  /// Reads once into `into`, from its position to its limit.
  ///
  /// @return the bytes read, 0 if there is nothing yet, [#END] or [#FAILED]
  int read(Buffer into);

  /// Writes once from `from`, from its position to its limit. On a connection not yet made, this is
  /// what tells its outcome.
  ///
  /// @return the bytes taken, 0 if none can be taken yet (or the connect is still under way), or
  ///   [#FAILED]
  int write(Buffer from);

  /// Writes as [#write]; [#finish] or [#close] follows before anything else if all is taken, so
  /// that the last bytes and FIN can share a packet.
  int writeLast(Buffer from);

  /// Whether bytes can be read into a pipe now: not after urgent data came, before which a pipe
  /// would stop for good, until a read into a buffer has run dry; never once the system has refused
  /// to.
  boolean splices();

  /// Reads once into `into`, an empty pipe of the socket's loop, at most `most` bytes, while
  /// [#splices()]. Returns as [#read(Buffer)], but 0 also where the system refuses.
  int read(Pipe into, int most);

  /// Writes once what `from`, a pipe of the socket's loop, holds. Returns as [#write(Buffer)].
  int write(Pipe from);

  /// Has the next read ask the system although nothing was told: an event may not have had its turn
  /// yet.
  void lookAgain();

  /// Whether it is known that every byte the peer will ever send was read: the next read says
  /// [#END].
  boolean ended();

  /// How the connection broke; null as long as nothing told so. Set as soon as the system tells, so
  /// an owner that is called may find it here before it reads or writes. Bytes that the peer sent
  /// before its reset can be read even then, until a read returns [#FAILED], or [#END] where its
  /// FIN is known to have come first. [NetworkFailure#OTHER] after a call on a socket that was
  /// closed here.
  @Nullable NetworkFailure failure();

  /// Sends FIN after what was written (half-close); while connecting, as soon as that succeeded.
  /// Later calls do nothing; a later [#write] is a bug.
  void finish();

  /// Closes in order: FIN if none was sent. If unread bytes are left the system sends RST instead.
  /// Later calls do nothing.
  void close();

  /// Closes with RST; unsent bytes are thrown away.
  void reset();

  /// Whether the socket was closed here.
  boolean closed();

  /// The local address: for an accepted connection, the one the client asked for. Unspecified
  /// (`0.0.0.0:0`) if the socket is gone and nobody asked before.
  Address localAddress();
}
