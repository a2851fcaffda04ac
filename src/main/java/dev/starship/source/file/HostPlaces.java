package dev.starship.source.file;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.IntStream;

/// The hosts of a table, each a record: whether it is a wildcard, its name's length and bytes, its
/// app, its line, the place of its route. Built by one thread, then read by any.
final class HostPlaces {
  private static final int BEFORE_NAME = 2;

  private final Slab records = new Slab();
  private final PlaceIndex index;
  private final RecordWriter tail = new RecordWriter(16);

  private final ByteHash hashing = new ByteHash();
  private boolean hasWildcards;

  HostPlaces(int expected) {
    index = new PlaceIndex(expected);
  }

  /// The place of the record that answers for the host `name`: its own, else that of the longest
  /// wildcard that covers it, else [PlaceIndex#NONE].
  int find(String name) {
    int wildcard = PlaceIndex.NONE;
    long hash = ByteHash.START;
    for (int at = name.length() - 1; at >= 0; at--) {
      char c = name.charAt(at);
      if (hasWildcards && c == '.') {
        int found = find(hash, name, at + 1, true);
        wildcard = found == PlaceIndex.NONE ? wildcard : found;
      }
      hash = hashing.and(hash, c);
    }
    int exact = find(hash, name, 0, false);
    return exact == PlaceIndex.NONE ? wildcard : exact;
  }

  /// The place of the record that has the same host or wildcard as the one that begins at `from`,
  /// or [PlaceIndex#NONE].
  int findSame(byte[] bytes, int from) {
    int end = nameEnd(bytes, from);
    return index.find(
        hash(bytes, from),
        place -> {
          byte[] chunk = records.chunk(place);
          int start = Slab.inChunk(place);
          int startEnd = start + end - from;
          return startEnd <= chunk.length
              && Arrays.equals(chunk, start, startEnd, bytes, from, end);
        });
  }

  /// Adds a host that is not there yet.
  ///
  /// @param from where in `bytes` the record begins
  /// @param to where its app ends
  /// @param line where it stands in the file
  /// @param route the place of its route
  void add(byte[] bytes, int from, int to, int line, int route) {
    tail.clear();
    tail.number(line);
    tail.number(route);
    index.add(hash(bytes, from), records.append(bytes, from, to, tail));
    hasWildcards |= bytes[from] == 1;
  }

  /// The name at `place` as it is written: `a.com`, `*.shop.com`.
  String pattern(int place) {
    return pattern(new RecordReader(records, place));
  }

  static String pattern(RecordReader reader) {
    boolean deeper = reader.octet() == 1;
    String name = new String(reader.octets(reader.octet()), StandardCharsets.US_ASCII);
    return deeper ? "*." + name : name;
  }

  /// The line that the record at `place` came from.
  int line(int place) {
    RecordReader reader = fromApp(place);
    reader.text();
    return (int) reader.number();
  }

  /// Reads the record at `place` from its app on: the app, the line, the route's place.
  RecordReader fromApp(int place) {
    var reader = new RecordReader(records, place);
    reader.octet();
    reader.skip(reader.octet());
    return reader;
  }

  int size() {
    return index.size();
  }

  long bytes() {
    return records.bytes() + index.bytes();
  }

  /// All places, in the order they were added.
  IntStream places() {
    return index.places().sorted();
  }

  private int find(long hash, String name, int from, boolean deeper) {
    return index.find(finish(hash, deeper), place -> isAt(place, name, from, deeper));
  }

  private boolean isAt(int place, String name, int from, boolean deeper) {
    byte[] bytes = records.chunk(place);
    int at = Slab.inChunk(place);
    int length = name.length() - from;
    if (bytes[at] != (deeper ? 1 : 0) || (bytes[at + 1] & 0xFF) != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (bytes[at + BEFORE_NAME + i] != name.charAt(from + i)) {
        return false;
      }
    }
    return true;
  }

  private static int nameEnd(byte[] bytes, int from) {
    return from + BEFORE_NAME + (bytes[from + 1] & 0xFF);
  }

  /// Goes from the end, so that the hash of a name is on the way of the hash of every deeper name.
  private int hash(byte[] bytes, int from) {
    long hash = ByteHash.START;
    for (int at = nameEnd(bytes, from) - 1; at >= from + BEFORE_NAME; at--) {
      hash = hashing.and(hash, bytes[at]);
    }
    return finish(hash, bytes[from] == 1);
  }

  private static int finish(long hash, boolean deeper) {
    return ByteHash.finish(deeper ? ~hash : hash);
  }
}
