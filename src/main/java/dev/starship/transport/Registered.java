package dev.starship.transport;

/// A descriptor that is registered with the epoll instance of one loop.
abstract sealed class Registered permits EpollSocket, EpollListener {
  /// The file descriptor. It stays the same after closing, when it may already be somebody else's.
  final int descriptor;

  /// Tells this use of the descriptor from earlier ones: an event that was waiting when the
  /// descriptor was closed and opened again carries the old number.
  final int generation;

  Registered(int descriptor, int generation) {
    this.descriptor = descriptor;
    this.generation = generation;
  }

  /// Something changed; `events` are epoll's bits. Must not throw.
  abstract void event(int events);

  /// The loop ends: frees the descriptor.
  abstract void abandon();

  /// What an event carries.
  final long tag() {
    return (long) generation << Integer.SIZE | descriptor;
  }
}
