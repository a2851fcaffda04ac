package dev.starship.events;

/// Hears what happens to the sessions of an event loop. Called on that loop's thread, and by
/// several at once if it hears of several: it must return at once and never block or throw.
public interface SessionListener {
  /// A client connected.
  void accepted();

  /// An HTTP request of a session ended, for whatever reason; before its session does.
  void requestEnded(RequestEnd end);

  /// A session ended, for whatever reason; once for each accepted.
  void ended(SessionEnd end);
}
