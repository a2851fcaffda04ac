package dev.starship.address;

import java.util.Optional;

/// The normalised name of a host: 1-253 ASCII bytes, labels of 1-63 letters, digits, `-` and `_`,
/// lower case, without port and trailing dot. One label is enough. An IP literal is not a host (RFC
/// 6066 section 3). Immutable, any thread.
public final class Host {
  /// The most bytes a host has, a trailing dot not counted (RFC 1035 section 2.3.4).
  public static final int MAX_BYTES = 253;

  /// The most bytes between two dots (RFC 1035 section 2.3.4).
  static final int MAX_LABEL_BYTES = 63;

  private final String name;

  private Host(String name) {
    this.name = name;
  }

  /// The host that `text` names in any case and with or without one trailing dot; empty if it names
  /// none.
  public static Optional<Host> parse(CharSequence text) {
    int length = text.length();
    if (length > 0 && text.charAt(length - 1) == '.') {
      length--;
    }
    if (length == 0 || length > MAX_BYTES) {
      return Optional.empty();
    }
    boolean isLower = true;
    int labelStart = 0;
    for (int i = 0; i < length; i++) {
      char given = text.charAt(i);
      char c = lower(given);
      isLower &= given == c;
      if (c == '.' ? i == labelStart : !isLabelCharacter(c)) {
        return Optional.empty();
      }
      if (c == '.') {
        labelStart = i + 1;
      } else if (i - labelStart >= MAX_LABEL_BYTES) {
        return Optional.empty();
      }
    }
    if (labelStart == length || isDottedDecimal(text, length)) {
      return Optional.empty();
    }
    boolean isNormal = isLower && length == text.length();
    return Optional.of(new Host(isNormal ? text.toString() : normal(text, length)));
  }

  private static String normal(CharSequence text, int length) {
    char[] name = new char[length];
    for (int i = 0; i < length; i++) {
      name[i] = lower(text.charAt(i));
    }
    return new String(name);
  }

  /// Four numeric labels are an IPv4 literal, also one that is out of range: no resolver would ask
  /// for it as a name.
  private static boolean isDottedDecimal(CharSequence text, int length) {
    int dots = 0;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c == '.') {
        dots++;
      } else if (c < '0' || c > '9') {
        return false;
      }
    }
    return dots == 3;
  }

  private static boolean isLabelCharacter(char c) {
    return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_';
  }

  private static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
  }

  /// The normalised name.
  public String name() {
    return name;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Host host && host.name.equals(name);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public String toString() {
    return name;
  }
}
