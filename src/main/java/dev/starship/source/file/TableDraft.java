package dev.starship.source.file;

import java.util.Arrays;

/// A table that is being filled; routes that are equal but for their app are kept once. One thread.
final class TableDraft {
  /// The line that no file has.
  static final int NO_LINE = 0;

  private final HostPlaces hosts;
  private final Slab routes = new Slab();
  private final ByteHash hashing = new ByteHash();
  private final PlaceIndex known = new PlaceIndex(0);

  /// @param expected how many hosts there may be; more and fewer work as well
  TableDraft(int expected) {
    hosts = new HostPlaces(expected);
  }

  /// Adds the route of a line, unless an earlier line has the same host: then that line's number,
  /// else [#NO_LINE]. The parameters are those of [EncodedLines.Each].
  int add(int line, byte[] bytes, int host, int hostEnd, int route, int routeEnd) {
    int first = hosts.findSame(bytes, host);
    if (first != PlaceIndex.NONE) {
      return hosts.line(first);
    }
    hosts.add(bytes, host, hostEnd, line, place(bytes, route, routeEnd));
    return NO_LINE;
  }

  /// The host or wildcard that begins at `from`, as it is written.
  static String pattern(byte[] bytes, int from) {
    return HostPlaces.pattern(new RecordReader(bytes, from));
  }

  /// How much memory the draft takes, in bytes.
  long bytes() {
    return hosts.bytes() + routes.bytes() + known.bytes();
  }

  /// The table. The draft must not be used after that.
  RouteTable finish() {
    return new RouteTable(hosts, routes);
  }

  private int place(byte[] bytes, int from, int to) {
    int hash = hash(bytes, from, to);
    int same = known.find(hash, place -> isAt(place, bytes, from, to));
    if (same != PlaceIndex.NONE) {
      return same;
    }
    int place = routes.append(bytes, from, to);
    known.add(hash, place);
    return place;
  }

  /// A record tells its own length, so none begins with another one.
  private boolean isAt(int place, byte[] bytes, int from, int to) {
    byte[] chunk = routes.chunk(place);
    int start = Slab.inChunk(place);
    int end = start + to - from;
    return end <= chunk.length && Arrays.equals(chunk, start, end, bytes, from, to);
  }

  private int hash(byte[] bytes, int from, int to) {
    long hash = ByteHash.START;
    for (int at = from; at < to; at++) {
      hash = hashing.and(hash, bytes[at]);
    }
    return ByteHash.finish(hash);
  }
}
