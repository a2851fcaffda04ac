package dev.starship.proxyprotocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/// The types of TLVs that Starship reads or writes (section 2.2 of the specification).
final class TlvType {
  static final int ALPN = 0x01;
  static final int AUTHORITY = 0x02;
  static final int CRC32C = 0x03;
  static final int UNIQUE_ID = 0x05;

  /// Begins with a byte of bits and four bytes of how the client's certificate was verified.
  static final int SSL = 0x20;

  /// Of [#SSL]: the client came over TLS.
  static final int SSL_CLIENT = 0x01;

  /// From the range for applications' own use: the balancers of this kind on the way.
  static final int NODES = 0xE5;

  /// Begins the value of [#NODES], since others may use the number for something else; ids of 8
  /// bytes follow.
  static final byte[] NODES_MARK = "starship".getBytes(ISO_8859_1);

  private TlvType() {}
}
