package dev.starship.proxy;

import java.util.HexFormat;

/// What this process calls itself towards others, so that it knows what it has passed on when that
/// comes back.
///
/// @param id in PROXY headers
/// @param pseudonym in `Via` of requests (RFC 9110 section 7.6.3)
record Node(long id, String pseudonym) {
  /// The node with a number that no other has, a random one.
  static Node of(long id) {
    return new Node(id, "starship-" + HexFormat.of().toHexDigits(id));
  }
}
