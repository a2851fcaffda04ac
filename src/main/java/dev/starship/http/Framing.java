package dev.starship.http;

/// Where the body of a message ends (RFC 9112 section 6).
public sealed interface Framing {
  /// There is no body.
  record None() implements Framing {}

  /// The body is so many bytes.
  ///
  /// @param bytes 0 or more
  record Length(long bytes) implements Framing {}

  /// The body comes in chunks and ends with the last of them and its trailers (RFC 9112 section
  /// 7.1).
  record Chunked() implements Framing {}

  /// The body of a response ends where its connection does.
  record UntilClose() implements Framing {}
}
