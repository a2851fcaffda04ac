package dev.starship.http;

import java.util.List;
import java.util.Optional;

/// The header fields of one message in the order they came. Names are compared without case.
/// Immutable, any thread.
///
/// @param all every field line
public record Fields(List<Field> all) {
  /// Keeps an unmodifiable copy.
  public Fields {
    all = List.copyOf(all);
  }

  /// The value of the first field line called `name`.
  public Optional<String> first(String name) {
    for (Field field : all) {
      if (field.name().equalsIgnoreCase(name)) {
        return Optional.of(field.value());
      }
    }
    return Optional.empty();
  }

  /// How many field lines are called `name`.
  public int count(String name) {
    int count = 0;
    for (Field field : all) {
      if (field.name().equalsIgnoreCase(name)) {
        count++;
      }
    }
    return count;
  }

  /// Whether a comma-separated list called `name`, over all its lines, has the member `token`,
  /// compared without case.
  public boolean lists(String name, String token) {
    for (String member : list(name)) {
      if (member.equalsIgnoreCase(token)) {
        return true;
      }
    }
    return false;
  }

  /// The members of the comma-separated list called `name`, over all its lines (RFC 9110 section
  /// 5.6.1). For lists of tokens: a comma between quotes separates too.
  List<String> list(String name) {
    List<String> members = List.of();
    for (Field field : all) {
      if (field.name().equalsIgnoreCase(name)) {
        List<String> more = Syntax.members(field.value());
        if (members.isEmpty()) {
          members = more;
        } else {
          members.addAll(more);
        }
      }
    }
    return members;
  }
}
