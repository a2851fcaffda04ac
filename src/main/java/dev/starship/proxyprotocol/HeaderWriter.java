package dev.starship.proxyprotocol;

import org.jspecify.annotations.Nullable;

/// Writes a header. Where client and destination are of two families, the IPv4 address is written
/// IPv4-mapped.
public final class HeaderWriter {
  private HeaderWriter() {}

  /// Version 1, which says only addresses.
  ///
  /// @param addresses null where the sender speaks for itself
  public static byte[] version1(ProxyHeader.@Nullable Addresses addresses) {
    return TextHeader.write(addresses);
  }

  /// Version 2. A header without addresses has no TLVs either.
  public static byte[] version2(ProxyHeader header) {
    return BinaryHeader.write(header);
  }
}
