package dev.starship.events;

/// Hears what happens to sessions. Called on event loops, by several at once: it must return at
/// once and never block or throw.
public interface SessionListener {
  /// A client connected.
  void accepted();

  /// An HTTP request of a session ended, for whatever reason; before its session does.
  void requestEnded(RequestEnd end);

  /// A session ended, for whatever reason; once for each accepted.
  void ended(SessionEnd end);
}
