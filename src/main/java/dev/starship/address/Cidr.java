package dev.starship.address;

import java.util.Optional;
import java.util.regex.Pattern;

/// A range of IP addresses in CIDR notation (RFC 4632, RFC 4291 section 2.3). Immutable, any
/// thread.
///
/// @param network the first address of the range; bits beyond the prefix are zero
/// @param prefix how many of the 128 bits are fixed; an IPv4 range counts 96 more than it is
///   written with
public record Cidr(Ip network, int prefix) {
  private static final int MAPPED_BITS = 96;
  private static final Pattern BITS = Pattern.compile("0|[1-9][0-9]{0,2}");

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
    String address = slash < 0 ? text : text.substring(0, slash);
    Optional<Ip> ip = address.startsWith("[") ? Optional.empty() : Ip.parse(address);
    if (ip.isEmpty() || slash < 0) {
      return ip.map(single -> new Cidr(single, 128));
    }
    int unwritten = address.indexOf(':') < 0 ? MAPPED_BITS : 0;
    String bits = text.substring(slash + 1);
    if (!BITS.matcher(bits).matches() || Integer.parseInt(bits) > 128 - unwritten) {
      return Optional.empty();
    }
    return Optional.of(new Cidr(ip.get(), unwritten + Integer.parseInt(bits)));
  }

  /// Whether `ip` lies in this range. An IPv4 address lies in no IPv6 range, not even in `::/0`.
  public boolean contains(Ip ip) {
    return ip.isV4() == isV4()
        && (ip.high() & mask(prefix)) == network.high()
        && (ip.low() & mask(prefix - 64)) == network.low();
  }

  private boolean isV4() {
    return network.isV4() && prefix >= MAPPED_BITS;
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
    return network + "/" + (isV4() ? prefix - MAPPED_BITS : prefix);
  }
}
