package dev.starship.smuggling;

/// What a backend read on one of its connections.
public sealed interface Arrival {
  /// A request that keeps every rule.
  record Whole(Request request) implements Arrival {}

  /// A message that breaks a rule; nothing behind it can be read.
  record Broken(String rule) implements Arrival {}

  /// The connection ended in the middle of a message.
  record CutShort() implements Arrival {}

  /// The connection ended where a message could have begun.
  record Ended() implements Arrival {}
}
