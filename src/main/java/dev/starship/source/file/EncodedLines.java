package dev.starship.source.file;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Some lines of a routes file as the bytes that the table keeps, so that nothing else of them
/// outlives their parsing. Filled by one thread, then read by another.
final class EncodedLines {
  private static final int USUAL_RECORD_BYTES = 256;

  private final RecordWriter lines;
  private final RecordWriter part = new RecordWriter(USUAL_RECORD_BYTES);
  private final List<RouteLine.Bad> bad = new ArrayList<>();

  /// @param expected how many bytes the lines had
  EncodedLines(int expected) {
    lines = new RecordWriter(expected);
  }

  void add(RouteLine line) {
    switch (line) {
      case RouteLine.Bad it -> bad.add(it);
      case RouteLine.Good it -> add(it);
    }
  }

  private void add(RouteLine.Good line) {
    lines.number(line.number());
    part.clear();
    part.octet(line.pattern().deeper() ? 1 : 0);
    part.octet(line.pattern().host().name().length());
    part.octets(line.pattern().host().name().getBytes(StandardCharsets.US_ASCII));
    part.text(line.route().app());
    lines.record(part);
    part.clear();
    RouteRecord.write(line.route(), part);
    lines.record(part);
  }

  /// The lines that are no routes.
  List<RouteLine.Bad> bad() {
    return bad;
  }

  /// Takes the lines that are routes, in their order.
  interface Each {
    /// Takes one line; the bytes are only lent.
    ///
    /// @param number the number of the line
    /// @param bytes the bytes of this and other lines
    /// @param host where the host begins: whether it is a wildcard, its name, and the app
    /// @param hostEnd where that ends
    /// @param route where the route begins
    /// @param routeEnd where that ends
    void take(int number, byte[] bytes, int host, int hostEnd, int route, int routeEnd);
  }

  void forEach(Each each) {
    var reader = new RecordReader(lines.bytes(), 0);
    while (reader.at() < lines.length()) {
      int number = (int) reader.number();
      int hostBytes = (int) reader.number();
      int host = reader.at();
      reader.skip(hostBytes);
      int routeBytes = (int) reader.number();
      int route = reader.at();
      reader.skip(routeBytes);
      each.take(number, lines.bytes(), host, host + hostBytes, route, route + routeBytes);
    }
  }
}
