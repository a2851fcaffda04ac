package dev.starship.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The header fields of one message in the order they came: where each stands in the bytes of its
/// head, so that most of them are passed on without ever becoming a text. Names are compared
/// without case. Immutable, any thread.
public final class Fields {
  /// How many numbers tell where a field stands: where its name begins and ends, and where its
  /// value without the whitespace around it does.
  static final int BOUNDS = 4;

  private final byte[] head;
  private final int[] bounds;
  private final int size;

  /// @param head the bytes of the whole head; nobody changes them any more
  /// @param bounds [#BOUNDS] numbers for each of the `size` fields; what is behind them counts for
  ///   nothing. A name's end is the place of its colon or of the whitespace before that. Nobody
  ///   changes them any more
  Fields(byte[] head, int[] bounds, int size) {
    this.head = head;
    this.bounds = bounds;
    this.size = size;
  }

  /// How many field lines there are.
  public int size() {
    return size;
  }

  /// Every field line.
  public List<Field> all() {
    return IntStream.range(0, size).mapToObj(i -> new Field(name(i), value(i))).toList();
  }

  private String name(int field) {
    return text(nameStart(field), nameEnd(field));
  }

  /// The value of the field line at `field`.
  String value(int field) {
    return text(valueStart(field), valueEnd(field));
  }

  private String text(int from, int to) {
    return new String(head, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private int nameStart(int field) {
    return bounds[BOUNDS * field];
  }

  private int nameEnd(int field) {
    return bounds[BOUNDS * field + 1];
  }

  private int valueStart(int field) {
    return bounds[BOUNDS * field + 2];
  }

  private int valueEnd(int field) {
    return bounds[BOUNDS * field + 3];
  }

  /// What the field line at `field` is to a hop.
  FieldRole role(int field) {
    return FieldRole.of(head, nameStart(field), nameEnd(field));
  }

  /// Whether the field line at `field` is called `name`.
  boolean isCalled(int field, String name) {
    return Syntax.isSame(head, nameStart(field), nameEnd(field), name);
  }

  /// Where the first field line called `name` is, at `from` or behind it; -1 if there is none.
  int find(String name, int from) {
    for (int field = from; field < size; field++) {
      if (isCalled(field, name)) {
        return field;
      }
    }
    return -1;
  }

  /// Whether there is a field line called `name`.
  public boolean has(String name) {
    return find(name, 0) >= 0;
  }

  /// The value of the first field line called `name`.
  public Optional<String> first(String name) {
    int field = find(name, 0);
    return field < 0 ? Optional.empty() : Optional.of(value(field));
  }

  /// The values of all field lines called `name`, joined by commas (RFC 9110 section 5.3).
  public Optional<String> joined(String name) {
    String joined =
        IntStream.range(0, size)
            .filter(field -> isCalled(field, name))
            .mapToObj(this::value)
            .collect(Collectors.joining(", "));
    return joined.isEmpty() ? Optional.empty() : Optional.of(joined);
  }

  /// How many field lines are called `name`.
  public int count(String name) {
    int count = 0;
    for (int field = find(name, 0); field >= 0; field = find(name, field + 1)) {
      count++;
    }
    return count;
  }

  /// Whether there is one field line called `name`, and its value is `expected`, compared without
  /// case.
  boolean isOnly(String name, String expected) {
    int field = find(name, 0);
    return field >= 0
        && find(name, field + 1) < 0
        && Syntax.isSame(head, valueStart(field), valueEnd(field), expected);
  }

  /// Whether a comma-separated list called `name`, over all its lines, has the member `token`,
  /// compared without case.
  public boolean lists(String name, String token) {
    return Syntax.isAmong(list(name), token);
  }

  /// The members of the comma-separated list called `name`, over all its lines (RFC 9110 section
  /// 5.6.1). For lists of tokens: a comma between quotes separates too.
  List<String> list(String name) {
    int field = find(name, 0);
    if (field < 0) {
      return List.of();
    }
    List<String> members = new ArrayList<>(2);
    for (; field >= 0; field = find(name, field + 1)) {
      Syntax.addMembers(value(field), members);
    }
    return members;
  }

  /// The same with a single line called `name`, if there is a list of that name and all its members
  /// are the same; empty if not.
  Optional<Fields> withOne(String name) {
    List<String> members = list(name);
    if (members.size() < 2 || !members.stream().allMatch(members.getFirst()::equals)) {
      return Optional.empty();
    }
    int first = find(name, 0);
    int[] kept = new int[bounds.length];
    int count = 0;
    for (int field = 0; field < size; field++) {
      if (field == first || !isCalled(field, name)) {
        System.arraycopy(bounds, BOUNDS * field, kept, BOUNDS * count++, BOUNDS);
      }
    }
    kept[BOUNDS * first + 3] = valueStart(first) + members.getFirst().length();
    return Optional.of(new Fields(head, kept, count));
  }

  /// Appends the field line at `field`, with one space before its value and none behind it.
  void writeTo(Outgoing out, int field) {
    int from = nameStart(field);
    int nameEnd = nameEnd(field);
    int start = valueStart(field);
    int end = valueEnd(field);
    if (start == nameEnd + 2 && head[nameEnd + 1] == ' ' && head[end] == '\r') {
      out.append(head, from, end + 2 - from);
    } else {
      out.append(head, from, nameEnd - from).append(": ");
      out.append(head, start, end - start).append("\r\n");
    }
  }

  /// Equal to fields of the same names, in their case, and values in the same order.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Fields fields && all().equals(fields.all());
  }

  @Override
  public int hashCode() {
    return all().hashCode();
  }

  @Override
  public String toString() {
    return all().toString();
  }
}
