package dev.starship.address;

/// What came of reading a text that a person wrote: a value, or what is wrong with it.
///
/// @param <T> what the text stands for
public sealed interface Parsed<T> {
  /// The text stands for a value.
  ///
  /// @param value the value
  record Valid<T>(T value) implements Parsed<T> {}

  /// The text stands for nothing.
  ///
  /// @param why one sentence without a full stop that says what is wrong and, where it is known,
  ///   what would be right
  record Invalid<T>(String why) implements Parsed<T> {}
}
