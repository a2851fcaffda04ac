package dev.starship.seldom;

/// How many lines of the log were left out since the last one. Not safe for several threads.
final class LeftOut {
  private long lines;

  /// One more is.
  void count() {
    lines++;
  }

  /// What the next line ends with, after which none is left out.
  String told() {
    String told = lines == 0 ? "" : " (" + lines + " lines like this left out)";
    lines = 0;
    return told;
  }
}
