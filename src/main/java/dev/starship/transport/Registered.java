package dev.starship.transport;

/// A descriptor that is registered with the epoll instance of one loop.
sealed interface Registered permits EpollSocket, EpollListener {
  /// The file descriptor. It stays the same after closing, when it may already be somebody else's.
  int descriptor();

  /// Tells this use of the descriptor from earlier ones: an event that was waiting when the
  /// descriptor was closed and opened again carries the old number.
  int generation();

  /// Something changed; `events` are epoll's bits. Must not throw.
  void event(int events);

  /// The loop ends: frees the descriptor.
  void abandon();

  /// What an event carries.
  default long tag() {
    return (long) generation() << Integer.SIZE | descriptor();
  }
}
