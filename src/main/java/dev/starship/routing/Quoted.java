package dev.starship.routing;

/// Text from outside as it may stand in a log line: short, on one line.
final class Quoted {
  private static final int MAX_CHARS = 80;

  private Quoted() {}

  /// `text` in quotation marks.
  static String of(String text) {
    return '"' + cut(text, MAX_CHARS) + '"';
  }

  /// At most `chars` characters of `text`, with `?` for each control character.
  static String cut(String text, int chars) {
    var cut = new StringBuilder(Math.min(text.length(), chars + 1));
    for (int i = 0; i < text.length() && i < chars; i++) {
      cut.append(Character.isISOControl(text.charAt(i)) ? '?' : text.charAt(i));
    }
    return text.length() > chars ? cut.append('…').toString() : cut.toString();
  }
}
