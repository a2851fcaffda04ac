package dev.starship.http;

import java.util.List;

/// The character classes of RFC 9110 section 5 and RFC 3986 section 2.
final class Syntax {
  private static final boolean[] TOKEN = new boolean[256];
  private static final boolean[] REGISTERED_NAME = new boolean[256];

  static {
    mark(TOKEN, "!#$%&'*+-.^_`|~");
    mark(REGISTERED_NAME, "-._~!$&'()*+,;=");
    for (boolean[] letters : new boolean[][] {TOKEN, REGISTERED_NAME}) {
      mark(letters, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
    }
  }

  private Syntax() {}

  private static void mark(boolean[] set, String characters) {
    characters.chars().forEach(c -> set[c] = true);
  }

  /// Whether `b`, 0-255, may stand in a token.
  static boolean isToken(int b) {
    return TOKEN[b];
  }

  static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0xFF || !TOKEN[text.charAt(i)]) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /// Whether `c` may stand in a registered name as it is: unreserved or sub-delims.
  static boolean isRegisteredName(char c) {
    return c < 256 && REGISTERED_NAME[c];
  }

  static boolean isBlank(int b) {
    return b == ' ' || b == '\t';
  }

  static boolean isDigit(int b) {
    return b >= '0' && b <= '9';
  }

  /// The value of a hexadecimal digit, or -1.
  static int hexDigit(int b) {
    if (isDigit(b)) {
      return b - '0';
    }
    int lower = b | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }

  /// Whether `b`, 0-255, may stand in a field value or reason phrase: HTAB, SP, VCHAR, obs-text.
  static boolean isText(int b) {
    return b >= ' ' && b != 0x7F || b == '\t';
  }

  /// Whether the bytes from `from` up to `to` are those of `text`, which is ASCII, without regard
  /// to case.
  static boolean isSame(byte[] bytes, int from, int to, String text) {
    if (to - from != text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (lower(bytes[from + i]) != lower(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /// Whether the bytes from `from` up to `to` are those of `text`, which is ASCII.
  static boolean isExactly(byte[] bytes, int from, int to, String text) {
    int length = text.length();
    int same = 0;
    while (same < length && to - from == length && bytes[from + same] == text.charAt(same)) {
      same++;
    }
    return same == length;
  }

  private static int lower(int ascii) {
    return ascii >= 'A' && ascii <= 'Z' ? ascii | 0x20 : ascii;
  }

  /// Whether `token` is one of `members`, compared without case.
  static boolean isAmong(List<String> members, String token) {
    for (int i = 0; i < members.size(); i++) {
      if (members.get(i).equalsIgnoreCase(token)) {
        return true;
      }
    }
    return false;
  }

  /// Adds the non-empty members of a comma-separated list, without the whitespace around them.
  static void addMembers(String list, List<String> members) {
    int from = 0;
    while (from <= list.length()) {
      int comma = list.indexOf(',', from);
      int to = comma < 0 ? list.length() : comma;
      String member = trimmed(list, from, to);
      if (!member.isEmpty()) {
        members.add(member);
      }
      from = to + 1;
    }
  }

  /// The text between `from` and `to` without the SP and HTAB around it.
  static String trimmed(String text, int from, int to) {
    int start = from;
    int end = to;
    while (start < end && isBlank(text.charAt(start))) {
      start++;
    }
    while (end > start && isBlank(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }
}
