package dev.starship.transport;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.starship.address.Address;
import dev.starship.address.Ip;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// `struct sockaddr_in` and `struct sockaddr_in6` of Linux: the family in the machine's byte order,
/// port and address in network order. Flow labels and scopes are zero.
final class SocketAddresses {
  private static final ValueLayout.OfShort PORT = JAVA_SHORT_UNALIGNED.withOrder(BIG_ENDIAN);
  private static final ValueLayout.OfInt V4 = JAVA_INT_UNALIGNED.withOrder(BIG_ENDIAN);
  private static final ValueLayout.OfLong V6 = JAVA_LONG_UNALIGNED.withOrder(BIG_ENDIAN);

  private static final int PORT_OFFSET = 2;
  private static final int V4_OFFSET = 4;
  private static final int V4_BYTES = 16;
  private static final int V6_OFFSET = 8;
  private static final int V6_BYTES = 28;

  private SocketAddresses() {}

  /// The family that a socket for this address has. IPv4 is always AF_INET, never mapped.
  static int family(Address address) {
    return address.ip().isV4() ? Linux.AF_INET : Linux.AF_INET6;
  }

  /// Writes `address` to the beginning of `memory`; how many bytes that took.
  static int write(MemorySegment memory, Address address) {
    Ip ip = address.ip();
    int length = ip.isV4() ? V4_BYTES : V6_BYTES;
    memory.asSlice(0, length).fill((byte) 0);
    memory.set(JAVA_SHORT, 0, (short) family(address));
    memory.set(PORT, PORT_OFFSET, (short) address.port());
    if (ip.isV4()) {
      memory.set(V4, V4_OFFSET, (int) ip.low());
    } else {
      memory.set(V6, V6_OFFSET, ip.high());
      memory.set(V6, V6_OFFSET + Long.BYTES, ip.low());
    }
    return length;
  }

  /// The address at the beginning of `memory`; an IPv4 address mapped into IPv6 equals the plain
  /// one.
  static Address read(MemorySegment memory) {
    int port = Short.toUnsignedInt(memory.get(PORT, PORT_OFFSET));
    Ip ip =
        memory.get(JAVA_SHORT, 0) == Linux.AF_INET
            ? Ip.v4(memory.get(V4, V4_OFFSET))
            : new Ip(memory.get(V6, V6_OFFSET), memory.get(V6, V6_OFFSET + Long.BYTES));
    return new Address(ip, port);
  }
}
