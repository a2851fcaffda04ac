package dev.starship.address;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An IPv4 or IPv6 address as 128 bits. An IPv4 address is held IPv4-mapped (`::ffff:a.b.c.d`, RFC
/// 4291 section 2.5.5.2), so that the two spellings of one address are equal everywhere. Zone
/// identifiers are not kept. Immutable, any thread.
///
/// @param high the first 64 bits, network order
/// @param low the last 64 bits, network order
public record Ip(long high, long low) {
  private static final long MAPPED_PREFIX = 0xFFFF_0000_0000L;

  /// By hand, as maps ask for it on every session: what a record gets costs several times as much.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Ip ip && ip.low == low && ip.high == high;
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(high) + Long.hashCode(low);
  }

  /// The IPv4 address whose 32 bits are `bits`, network order.
  public static Ip v4(int bits) {
    return new Ip(0, MAPPED_PREFIX | Integer.toUnsignedLong(bits));
  }

  /// The address in 4 or 16 bytes, network order.
  ///
  /// @throws IllegalArgumentException if there are neither 4 nor 16 bytes
  public static Ip of(byte[] bytes) {
    return switch (bytes.length) {
      case 4 -> v4((int) bits(bytes, 0, 4));
      case 16 -> new Ip(bits(bytes, 0, 8), bits(bytes, 8, 8));
      default ->
          throw new IllegalArgumentException(
              "an IP address has 4 or 16 bytes, not " + bytes.length);
    };
  }

  /// Reads an IP literal: dotted decimal of four parts, or RFC 4291 text with or without brackets.
  /// Names, other number bases, short forms such as `127.1` and zone identifiers are not IP
  /// literals here.
  public static Optional<Ip> parse(String text) {
    return IpText.parse(text);
  }

  /// Whether this is an IPv4 address, however it was written.
  public boolean isV4() {
    return high == 0 && (low >>> 32) == 0xFFFFL;
  }

  /// Whether it leads back to this machine: 127.0.0.0/8 or `::1` (RFC 1122 section 3.2.1.3, RFC
  /// 4291 section 2.5.3).
  public boolean isLoopback() {
    return isV4() ? (low >>> 24 & 0xFF) == 127 : high == 0 && low == 1;
  }

  /// Whether it stands for every address of this machine: `0.0.0.0` or `::`.
  public boolean isUnspecified() {
    return high == 0 && (low == 0 || low == MAPPED_PREFIX);
  }

  /// The 4 bytes of an IPv4 address or the 16 of an IPv6 address, network order.
  public byte[] bytes() {
    byte[] bytes = new byte[isV4() ? 4 : 16];
    if (isV4()) {
      put(bytes, 0, 4, low);
    } else {
      put(bytes, 0, 8, high);
      put(bytes, 8, 8, low);
    }
    return bytes;
  }

  /// The canonical text: dotted decimal, or RFC 5952.
  @Override
  public String toString() {
    return IpText.format(this);
  }

  private static long bits(byte[] bytes, int from, int count) {
    long bits = 0;
    for (int i = from; i < from + count; i++) {
      bits = bits << 8 | bytes[i] & 0xFF;
    }
    return bits;
  }

  private static void put(byte[] bytes, int from, int count, long bits) {
    for (int i = 0; i < count; i++) {
      bytes[from + i] = (byte) (bits >>> 8 * (count - 1 - i));
    }
  }
}
