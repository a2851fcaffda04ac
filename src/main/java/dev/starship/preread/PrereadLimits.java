package dev.starship.preread;

import java.time.Duration;

/// How long and how much of a connection is read before it must have told what it wants.
///
/// @param timeout from accept to a whole opening; 5 s: two retransmissions of a lost segment on a
///   slow mobile network, while a client that sends nothing costs a descriptor for no longer
/// @param maxBytes an opening in all, headers of TLS records counted; 64 KiB: post-quantum hellos
///   reach 20 KiB, cookies 32 KiB
public record PrereadLimits(Duration timeout, int maxBytes) {
  /// The limits that are used unless something else is said.
  public static final PrereadLimits DEFAULT = new PrereadLimits(Duration.ofSeconds(5), 64 * 1024);

  /// The least an opening may have: a small hello.
  public static final int MIN_BYTES = 512;

  /// The most an opening may have: each session in preread may hold so much memory.
  public static final int MAX_BYTES = 1024 * 1024;

  /// Checks that openings can fit.
  public PrereadLimits {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("the preread timeout must be longer than nothing");
    }
    if (maxBytes < MIN_BYTES || maxBytes > MAX_BYTES) {
      throw new IllegalArgumentException(
          "an opening is " + MIN_BYTES + " to " + MAX_BYTES + " bytes long");
    }
  }
}
