package dev.starship.transport;

/// How a listening socket is opened.
///
/// @param deferAccept whether a connection is handed over only with its first bytes
///   (TCP_DEFER_ACCEPT, at most 1 s), where the system can: right where clients speak first
/// @param backlog how many connections may wait to be accepted; the system may lower it
/// @param shared whether several loops open the same address (SO_REUSEPORT)
public record ListenOptions(boolean deferAccept, int backlog, boolean shared) {
  /// Deferred, shared, a backlog of 4,096: what a reconnect storm of a few thousand clients needs,
  /// and what Linux allows by default.
  public static final ListenOptions DEFAULT = new ListenOptions(true, 4_096, true);
}
