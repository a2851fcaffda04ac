package dev.starship.proxy;

/// What a refused client gets.
final class Answer {
  /// The connection is closed without a word.
  static final Answer NONE = new Answer(new byte[0], 0);

  private final byte[] bytes;
  private final int status;

  Answer(byte[] bytes, int status) {
    this.bytes = bytes;
    this.status = status;
  }

  /// What is sent before closing; empty if nothing is.
  byte[] bytes() {
    return bytes;
  }

  /// The HTTP status of a page; 0 if it is none.
  int status() {
    return status;
  }
}
