package dev.starship.proxyprotocol;

import dev.starship.proxyprotocol.HeaderReading.Malformed;
import dev.starship.proxyprotocol.HeaderReading.NeedMore;

/// Reads the header that a connection begins with, in either version. What it finds does not depend
/// on how the bytes were cut, and nothing is guessed: bytes that begin no header are malformed.
/// Immutable, any thread.
public final class HeaderReader {
  private final ProxyProtocolLimits limits;

  /// A reader that keeps to `limits`.
  public HeaderReader(ProxyProtocolLimits limits) {
    this.limits = limits;
  }

  /// Reads.
  ///
  /// @param bytes everything received since the connection began
  /// @param length how much of it is filled
  public HeaderReading read(byte[] bytes, int length) {
    if (beginsWith(bytes, length, BinaryHeader.SIGNATURE)) {
      return BinaryHeader.read(bytes, length, limits);
    }
    if (beginsWith(bytes, length, TextHeader.SIGNATURE)) {
      return TextHeader.read(bytes, length);
    }
    return new Malformed("the connection does not begin with a PROXY header");
  }

  /// Whether what is there agrees with `signature`. The two share no byte, so the first decides.
  private static boolean beginsWith(byte[] bytes, int length, byte[] signature) {
    for (int i = 0; i < Math.min(length, signature.length); i++) {
      if (bytes[i] != signature[i]) {
        return false;
      }
    }
    return true;
  }

  static HeaderReading needMore() {
    return NeedMore.NEED_MORE;
  }
}
