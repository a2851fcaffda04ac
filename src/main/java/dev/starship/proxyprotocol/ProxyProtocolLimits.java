package dev.starship.proxyprotocol;

/// What a PROXY header may hold.
///
/// @param headerBytes a header of version 2 in all, 232 B to 64 KiB: what nginx takes; addresses of
///   UNIX sockets are 216 bytes of it, and senders that pass client certificates on are rare
/// @param hops how many balancers that tell of themselves may stand before this one: more are a
///   loop or a mistake
public record ProxyProtocolLimits(int headerBytes, int hops) {
  /// The defaults.
  public static final ProxyProtocolLimits DEFAULT = new ProxyProtocolLimits(4 * 1024, 8);

  /// Version 1: a header in all, CRLF counted. The specification's number.
  static final int V1_BYTES = 107;

  /// A unique id. The specification's number.
  static final int UNIQUE_ID_BYTES = 128;

  /// Checks that every address fits.
  public ProxyProtocolLimits {
    if (headerBytes < 232 || headerBytes > 64 * 1024 || hops < 1 || hops > 100) {
      throw new IllegalArgumentException("a header has 232 B to 64 KiB, and 1-100 hops");
    }
  }
}
