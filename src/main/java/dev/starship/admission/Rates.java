package dev.starship.admission;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// How often something happened lately, for many keys, as a bucket of tokens each: a key may have
/// `most` at once, and gets them back evenly over a period. Any thread, never waits.
///
/// The memory is fixed, and taken when the first key is counted: a table of sets with eight places
/// each. A key that has all its tokens needs no place. If all eight of its set are in use, the key
/// that has used the least is forgotten, and begins with all its tokens again: a full table lets
/// too much pass, and never stops anybody who did nothing. The salt keeps others from choosing keys
/// that meet in one set.
///
/// A bucket is one number, the time when it will be full again (the "theoretical arrival time" of
/// the generic cell rate algorithm, ITU-T I.371). Times are nanoseconds of any origin.
final class Rates {
  private static final int WAYS = 8;

  /// Keys that stand for no key.
  private static final long EMPTY = 0;

  private static final long BEING_CHANGED = 1;

  /// Of each place the key, and when its bucket will be full again.
  private record Table(AtomicLongArray keys, AtomicLongArray fullAgain) {}

  /// Made with the first key: where nothing is limited, nothing is counted.
  private final AtomicReference<@Nullable Table> table = new AtomicReference<>();

  private final int places;
  private final int setMask;
  private final long salt;
  private final LongAdder forgotten = new LongAdder();

  /// Until when some key has no token left at most; nobody has to look further after it.
  private final AtomicLong spentUntil = new AtomicLong();

  /// @param places a power of two, at least eight
  Rates(int places, long salt) {
    if (places < WAYS || Integer.bitCount(places) != 1) {
      throw new IllegalArgumentException("no power of two from " + WAYS + " on: " + places);
    }
    this.places = places;
    setMask = places / WAYS - 1;
    this.salt = salt;
  }

  /// A key for a text.
  long key(String text) {
    // FNV-1a of 64 bits from a secret start.
    long hash = salt ^ 0xCBF2_9CE4_8422_2325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100_0000_01B3L;
    }
    return hash;
  }

  /// Takes a token of `key`; false if there is none.
  ///
  /// @param most how many it may have, at least 1
  /// @param periodNanos in which it gets so many back
  boolean take(long key, int most, long periodNanos, long now) {
    return add(mixed(key), interval(most, periodNanos), most, 0, now);
  }

  /// Takes a token of `key` for something that has happened already. If there is none, it is owed,
  /// up to a whole bucket, and those that come back pay for it first.
  void charge(long key, int most, long periodNanos, long now) {
    long interval = interval(most, periodNanos);
    boolean _ = add(mixed(key), interval, most, interval * most, now);
  }

  private Table table() {
    Table made = table.get();
    if (made == null) {
      made = new Table(new AtomicLongArray(places), new AtomicLongArray(places));
      Table first = table.compareAndExchange(null, made);
      return first == null ? made : first;
    }
    return made;
  }

  private boolean add(long mixed, long interval, int most, long credit, long now) {
    Table table = table();
    while (true) {
      int place = find(table, mixed);
      if (place < 0 && !claim(table, mixed, now)) {
        continue;
      }
      if (place >= 0) {
        long before = table.fullAgain.get(place);
        long full = (before - now > 0 ? before : now) + interval;
        long spent = full - interval * most;
        if (spent - credit - now > 0) {
          return false;
        }
        if (table.keys.get(place) == mixed && table.fullAgain.compareAndSet(place, before, full)) {
          noteSpent(spent + interval, now);
          return true;
        }
      }
    }
  }

  /// Whether `key` has no token left.
  boolean isSpent(long key, int most, long periodNanos, long now) {
    Table counted = table.get();
    if (counted == null || spentUntil.get() - now <= 0) {
      return false;
    }
    int place = find(counted, mixed(key));
    long interval = interval(most, periodNanos);
    return place >= 0 && counted.fullAgain.get(place) + interval - interval * most - now > 0;
  }

  /// How many keys were forgotten before they had all their tokens again.
  long forgotten() {
    return forgotten.sum();
  }

  private static long interval(int most, long periodNanos) {
    return Math.max(1, periodNanos / most);
  }

  private void noteSpent(long until, long now) {
    if (until - now > 0) {
      spentUntil.accumulateAndGet(
          until, (before, own) -> before - now > 0 && before - own > 0 ? before : own);
    }
  }

  /// The place of a key; -1 if it has none.
  private int find(Table table, long mixed) {
    int first = firstOfSet(mixed);
    for (int place = first; place < first + WAYS; place++) {
      if (table.keys.get(place) == mixed) {
        return place;
      }
    }
    return -1;
  }

  /// Gives a key a place, with all its tokens; false if another thread was quicker.
  private boolean claim(Table table, long mixed, long now) {
    int place = leastUsed(table, firstOfSet(mixed));
    long before = table.keys.get(place);
    if (before == BEING_CHANGED || !table.keys.compareAndSet(place, before, BEING_CHANGED)) {
      return false;
    }
    if (before != EMPTY && table.fullAgain.get(place) - now > 0) {
      forgotten.increment();
    }
    table.fullAgain.set(place, now);
    table.keys.set(place, mixed);
    return true;
  }

  private int leastUsed(Table table, int first) {
    int least = first;
    for (int place = first; place < first + WAYS; place++) {
      if (table.keys.get(place) == EMPTY) {
        return place;
      }
      if (table.fullAgain.get(place) - table.fullAgain.get(least) < 0) {
        least = place;
      }
    }
    return least;
  }

  private int firstOfSet(long mixed) {
    return ((int) (mixed >>> 32) & setMask) * WAYS;
  }

  /// Spreads a key over all bits (the finisher of MurmurHash3, which keeps different keys
  /// different).
  private long mixed(long key) {
    long hash = key ^ salt;
    hash = (hash ^ hash >>> 33) * 0xFF51_AFD7_ED55_8CCDL;
    hash = (hash ^ hash >>> 33) * 0xC4CE_B9FE_1A85_EC53L;
    hash ^= hash >>> 33;
    return hash == EMPTY || hash == BEING_CHANGED ? hash + 2 : hash;
  }
}
