package dev.starship.address;

import java.util.Optional;

/// A range of IP addresses in CIDR notation (RFC 4632, RFC 4291 section 2.3). Immutable, any
/// thread.
///
/// @param network the first address of the range; bits beyond the prefix are zero
/// @param prefix how many of the 128 bits are fixed; an IPv4 range counts 96 more than it is
///   written with
public record Cidr(Ip network, int prefix) {
  private static final int MAPPED_BITS = 96;

  /// Clears the bits beyond the prefix.
  public Cidr {
    if (prefix < 0 || prefix > 128) {
      throw new IllegalArgumentException("a prefix is 0-128 bits, not " + prefix);
    }
    network = new Ip(network.high() & mask(prefix), network.low() & mask(prefix - 64));
  }

  /// Reads `10.0.0.0/8`, `2001:db8::/32` or a single address.
  public static Optional<Cidr> parse(String text) {
    int slash = text.indexOf('/');
    Optional<Ip> ip = Ip.parse(slash < 0 ? text : text.substring(0, slash));
    if (ip.isEmpty()) {
      return Optional.empty();
    }
    int base = ip.get().isV4() && text.indexOf(':') < 0 ? MAPPED_BITS : 0;
    if (slash < 0) {
      return Optional.of(new Cidr(ip.get(), 128));
    }
    String bits = text.substring(slash + 1);
    if (!bits.matches("[0-9]{1,3}") || Integer.parseInt(bits) > 128 - base) {
      return Optional.empty();
    }
    return Optional.of(new Cidr(ip.get(), base + Integer.parseInt(bits)));
  }

  /// Whether `ip` lies in this range.
  public boolean contains(Ip ip) {
    return (ip.high() & mask(prefix)) == network.high()
        && (ip.low() & mask(prefix - 64)) == network.low();
  }

  private static long mask(int bits) {
    if (bits <= 0) {
      return 0;
    }
    return bits >= 64 ? -1L : -1L << 64 - bits;
  }

  /// The range as it is written: `10.0.0.0/8`, `2001:db8::/32`.
  @Override
  public String toString() {
    boolean v4 = network.isV4() && prefix >= MAPPED_BITS;
    return network + "/" + (v4 ? prefix - MAPPED_BITS : prefix);
  }
}
