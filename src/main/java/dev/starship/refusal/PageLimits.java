package dev.starship.refusal;

/// Limits on custom pages and on what is shown of a request. Reaching a limit of a file is a
/// problem of the configuration, reaching one of a request shortens what is shown; so neither has a
/// counter.
final class PageLimits {
  /// The most bytes of a page file. A page with its pictures inlined fits; a log file named
  /// `404.html` by mistake does not.
  static final int PAGE_BYTES = 256 * 1024;

  /// The most placeholders in a page: with [#SHOWN_CHARS] it bounds how much larger than its file
  /// an answer can get.
  static final int PLACEHOLDERS = 64;

  /// The most characters shown of anything that a client sent. A valid host has at most 253.
  static final int SHOWN_CHARS = 256;

  /// The most media ranges of an `Accept` that are looked at. Browsers send fewer than 10.
  static final int ACCEPT_RANGES = 32;

  private PageLimits() {}
}
