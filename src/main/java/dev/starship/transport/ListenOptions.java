package dev.starship.transport;

/// How a listening socket is opened.
///
/// @param deferAccept whether a connection is handed over only with its first bytes
///   (TCP_DEFER_ACCEPT, at most 1 s), where the system can: right where clients speak first
/// @param backlog how many connections may wait to be accepted; the system may lower it
/// @param sharing who else may listen on the same address
public record ListenOptions(boolean deferAccept, int backlog, Sharing sharing) {
  /// Who else may listen on the same address (SO_REUSEPORT).
  public enum Sharing {
    /// Nobody.
    ALONE,
    /// Other loops from now on. Nobody may be there yet: the system would give another process that
    /// shares the address a part of the connections, and neither would know.
    FIRST,
    /// Those who are there already.
    FURTHER
  }

  /// Deferred, shared, a backlog of 4,096: what a reconnect storm of a few thousand clients needs,
  /// and what Linux allows by default.
  public static final ListenOptions DEFAULT = new ListenOptions(true, 4_096, Sharing.FIRST);

  /// The same for one who comes to an address that the first is on.
  public ListenOptions further() {
    return new ListenOptions(deferAccept, backlog, Sharing.FURTHER);
  }
}
