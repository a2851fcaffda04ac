package dev.starship.admission;

/// The way in through one listener, for all event loops. Any thread.
public final class Entrance {
  final Admission admission;
  final Room room = new Room();
  final int maxSessions;

  Entrance(Admission admission, int maxSessions) {
    this.admission = admission;
    this.maxSessions = maxSessions;
  }

  /// Lets a session in, as far as there are places for it; [Places#leave()] has to follow.
  ///
  /// @param openings of the session's event loop
  public Places enter(Openings openings) {
    return new Places(this, openings);
  }
}
