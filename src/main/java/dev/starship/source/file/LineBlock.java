package dev.starship.source.file;

/// Some lines of a file that follow each other.
final class LineBlock {
  private final byte[] bytes;
  private final int firstLine;

  /// @param bytes the lines with their ends; a line longer than a block is cut, and its rest left
  ///   out
  /// @param firstLine the number of the first one, from 1
  LineBlock(byte[] bytes, int firstLine) {
    this.bytes = bytes;
    this.firstLine = firstLine;
  }

  /// The lines themselves, not a copy.
  byte[] bytes() {
    return bytes;
  }

  int firstLine() {
    return firstLine;
  }
}
