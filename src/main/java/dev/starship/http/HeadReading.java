package dev.starship.http;

/// What the bytes of a head tell so far.
///
/// @param <H> the kind of head
public sealed interface HeadReading<H> {
  /// The head is whole.
  ///
  /// @param head what it says
  record Whole<H>(H head) implements HeadReading<H> {}

  /// The bytes so far are the beginning of a head.
  record NeedMore<H>() implements HeadReading<H> {}

  /// The bytes are no head; nothing that follows can change that.
  ///
  /// @param fault what is wrong
  record Bad<H>(HttpFault fault) implements HeadReading<H> {}
}
