package dev.starship.pageserver;

import java.time.Duration;

/// What clients of the page server may take of it.
///
/// @param connections connections at once [1,000], each with some 40 KiB for its TLS; further ones
///   are closed at once
/// @param requestTimeout from accept to the end of a request's head, handshake included [5 s]: as
///   long as an opening may take
/// @param responseTimeout how long a client may take to take the page [5 s], which fits into what
///   its system buffers
/// @param lingerTimeout how long is read behind the page [2 s], so that a close does not reset what
///   the client has not read yet; as behind every refusal
/// @param lingerBytes how much is read then at the most [256 KiB], likewise
record PageServerLimits(
    int connections,
    Duration requestTimeout,
    Duration responseTimeout,
    Duration lingerTimeout,
    int lingerBytes) {
  /// The defaults.
  public static final PageServerLimits DEFAULT =
      new PageServerLimits(
          1_000, Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(2), 256 * 1024);
}
