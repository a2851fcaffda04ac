package dev.starship.admission;

import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// A room for each key that somebody is in. A room goes when the last one leaves it, so there are
/// never more rooms than places taken, and whatever bounds the sessions bounds them. Any thread,
/// never waits for long.
final class Rooms<K> {
  private final ConcurrentHashMap<K, Room> rooms = new ConcurrentHashMap<>();

  /// Takes a place in the room of `key` unless `most` of its kind are taken there. The room, to be
  /// left by [#leave]; null if it was full.
  @Nullable Room enter(K key, Room.Kind kind, int most) {
    while (most > 0) {
      Room room = rooms.computeIfAbsent(key, _ -> new Room());
      if (room.enter(kind, most)) {
        return room;
      }
      if (!room.isGone()) {
        return null;
      }
      // Whoever left it last has not taken it out yet.
      rooms.remove(key, room);
    }
    return null;
  }

  /// Gives back a place that [#enter] took.
  void leave(K key, Room room, Room.Kind kind) {
    room.leave(kind);
    if (room.goIfEmpty()) {
      rooms.remove(key, room);
    }
  }

  /// How many rooms somebody is in.
  int size() {
    return rooms.size();
  }
}
