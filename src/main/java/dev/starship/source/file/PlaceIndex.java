package dev.starship.source.file;

import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/// Finds places in a [Slab] by hash: open addressing with linear probing in two int arrays, 24
/// bytes an entry at most. Built by one thread, then read by any.
final class PlaceIndex {
  /// Nothing found.
  static final int NONE = -1;

  private static final int LEAST_SLOTS = 1 << 10;
  private static final int MOST_FIRST_SLOTS = 1 << 22;

  private int[] hashes;

  /// A place plus one; 0 is a free slot.
  private int[] places;

  private int size;

  /// @param expected how many places there may be; the arrays grow if there are more
  PlaceIndex(int expected) {
    int slots = LEAST_SLOTS;
    while (slots < MOST_FIRST_SLOTS && expected * 3L > slots * 2L) {
      slots *= 2;
    }
    hashes = new int[slots];
    places = new int[slots];
  }

  /// The place that was added under `hash` and that `same` accepts, or [#NONE].
  int find(int hash, IntPredicate same) {
    int last = places.length - 1;
    for (int slot = hash & last; places[slot] != 0; slot = slot + 1 & last) {
      if (hashes[slot] == hash && same.test(places[slot] - 1)) {
        return places[slot] - 1;
      }
    }
    return NONE;
  }

  /// Adds a place that is not there yet.
  void add(int hash, int place) {
    // Beyond two thirds the runs of linear probing become long.
    if ((size + 1) * 3L > places.length * 2L) {
      grow();
    }
    put(hash, place + 1);
    size++;
  }

  /// How many places were added.
  int size() {
    return size;
  }

  long bytes() {
    return 8L * places.length;
  }

  /// All places, in no order.
  IntStream places() {
    return IntStream.of(places).filter(place -> place != 0).map(place -> place - 1);
  }

  private void grow() {
    int[] oldHashes = hashes;
    int[] oldPlaces = places;
    hashes = new int[oldHashes.length * 2];
    places = new int[oldPlaces.length * 2];
    for (int slot = 0; slot < oldPlaces.length; slot++) {
      if (oldPlaces[slot] != 0) {
        put(oldHashes[slot], oldPlaces[slot]);
      }
    }
  }

  private void put(int hash, int placePlusOne) {
    int last = places.length - 1;
    int slot = hash & last;
    while (places[slot] != 0) {
      slot = slot + 1 & last;
    }
    hashes[slot] = hash;
    places[slot] = placePlusOne;
  }
}
