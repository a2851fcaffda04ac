package dev.starship.http;

import dev.starship.http.FieldSyntax.Place;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Collects the field lines of a head, one byte after the other.
final class FieldLines {
  private final FieldSyntax syntax;
  private final List<Field> fields = new ArrayList<>(16);
  private int nameStart;
  private int colon;

  FieldLines(int maxFields) {
    syntax = new FieldSyntax(maxFields);
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
      case LINE_END ->
          fields.add(new Field(latin1(bytes, nameStart, colon), value(bytes, colon + 1, at)));
      case LINE_START, LAST_LINE_END, DONE -> {}
    }
    return null;
  }

  /// How many of the bytes from `at` up to `to` go on with the name or value under way. They are as
  /// they must be, and need not be taken one by one.
  int run(byte[] bytes, int at, int to) {
    int end = at;
    if (syntax.place() == Place.VALUE) {
      while (end < to && Syntax.isText(bytes[end] & 0xFF)) {
        end++;
      }
    } else if (syntax.place() == Place.NAME) {
      while (end < to && Syntax.isToken(bytes[end] & 0xFF)) {
        end++;
      }
    }
    return end - at;
  }

  boolean isWhole() {
    return syntax.place() == Place.DONE;
  }

  Fields fields() {
    return new Fields(fields);
  }

  private static String value(byte[] bytes, int from, int to) {
    int start = from;
    int end = to;
    while (start < end && Syntax.isBlank(bytes[start])) {
      start++;
    }
    while (end > start && Syntax.isBlank(bytes[end - 1])) {
      end--;
    }
    return latin1(bytes, start, end);
  }

  private static String latin1(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }
}
