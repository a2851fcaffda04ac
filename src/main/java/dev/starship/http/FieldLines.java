package dev.starship.http;

import dev.starship.http.FieldSyntax.Place;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Collects where the field lines of a head stand, line by line where they come whole, else one
/// byte after the other.
final class FieldLines {
  private static final int USUAL_FIELDS = 8;

  private final FieldSyntax syntax;
  private int[] bounds = new int[Fields.BOUNDS * USUAL_FIELDS];
  private int size;
  private int nameStart;
  private int colon;

  /// @param blankBeforeColon as [FieldSyntax]
  FieldLines(int maxFields, boolean blankBeforeColon) {
    syntax = new FieldSyntax(maxFields, blankBeforeColon);
  }

  /// How many of the bytes from `at` up to `to` are whole field lines, as they must be. They are
  /// taken; all else is for [#accept].
  int takeLines(byte[] bytes, int at, int to) {
    int start = at;
    while (syntax.takesLine()) {
      int nameEnd = start;
      while (nameEnd < to && Syntax.isToken(bytes[nameEnd] & 0xFF)) {
        nameEnd++;
      }
      if (nameEnd == start || nameEnd == to || bytes[nameEnd] != ':') {
        break;
      }
      int end = nameEnd + 1;
      while (end < to && Syntax.isText(bytes[end] & 0xFF)) {
        end++;
      }
      if (end + 1 >= to || bytes[end] != '\r' || bytes[end + 1] != '\n') {
        break;
      }
      add(bytes, start, nameEnd, end);
      syntax.tookLine();
      start = end + 2;
    }
    return start - at;
  }

  /// Takes the byte at `at`; null if it is as it must be. `bytes` holds everything before it too.
  @Nullable HttpFault accept(byte[] bytes, int at) {
    Place before = syntax.place();
    HttpFault fault = syntax.accept(bytes[at] & 0xFF);
    Place after = syntax.place();
    if (fault != null || before == after) {
      return fault;
    }
    switch (after) {
      case NAME -> nameStart = at;
      case VALUE -> colon = at;
      case LINE_END -> add(bytes, nameStart, colon, at);
      case BEFORE_COLON, LINE_START, LAST_LINE_END, DONE -> {}
    }
    return null;
  }

  private void add(byte[] bytes, int start, int colonAt, int lineEnd) {
    int nameEnd = colonAt;
    while (Syntax.isBlank(bytes[nameEnd - 1])) {
      nameEnd--;
    }
    int from = colonAt + 1;
    int to = lineEnd;
    while (from < to && Syntax.isBlank(bytes[from])) {
      from++;
    }
    while (to > from && Syntax.isBlank(bytes[to - 1])) {
      to--;
    }
    int at = Fields.BOUNDS * size++;
    if (at == bounds.length) {
      bounds = Arrays.copyOf(bounds, 2 * at);
    }
    bounds[at] = start;
    bounds[at + 1] = nameEnd;
    bounds[at + 2] = from;
    bounds[at + 3] = to;
  }

  boolean isWhole() {
    return syntax.place() == Place.DONE;
  }

  /// What was collected of a head that is the first `length` of `bytes`.
  Fields fields(byte[] bytes, int length) {
    return new Fields(Arrays.copyOf(bytes, length), bounds, size);
  }
}
