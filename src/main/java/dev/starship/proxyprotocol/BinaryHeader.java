package dev.starship.proxyprotocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.starship.address.Address;
import dev.starship.address.Ip;
import dev.starship.proxyprotocol.HeaderReading.Malformed;
import dev.starship.proxyprotocol.HeaderReading.Whole;
import dev.starship.proxyprotocol.ProxyHeader.Addresses;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Version 2 (section 2.2 of the specification): a signature, version and command, family and
/// transport, the length of the rest, then addresses and TLVs.
final class BinaryHeader {
  static final byte[] SIGNATURE = "\r\n\r\n\0\r\nQUIT\n".getBytes(ISO_8859_1);

  /// How many bytes come before the addresses.
  static final int FIXED_BYTES = 16;

  private static final int LOCAL = 0x20;
  private static final int PROXY = 0x21;
  private static final int TCP4 = 0x11;
  private static final int TCP6 = 0x21;

  private BinaryHeader() {}

  static HeaderReading read(byte[] bytes, int length, ProxyProtocolLimits limits) {
    int command = length > 12 ? bytes[12] & 0xFF : PROXY;
    if (command != PROXY && command != LOCAL) {
      return new Malformed("version or command of version 2 is unknown");
    }
    // Of LOCAL, everything behind the command is to be ignored, but for the length.
    int addressBytes = length > 13 && command == PROXY ? addressBytes(bytes[13] & 0xFF) : 0;
    if (addressBytes < 0) {
      return new Malformed("family or transport of version 2 is unknown");
    }
    if (length < FIXED_BYTES) {
      return HeaderReader.needMore();
    }
    int whole = FIXED_BYTES + ((bytes[14] & 0xFF) << 8 | bytes[15] & 0xFF);
    if (whole > limits.headerBytes()) {
      return new Malformed("the header of version 2 is longer than allowed");
    }
    if (FIXED_BYTES + addressBytes > whole) {
      return new Malformed("the length of version 2 leaves no room for the addresses");
    }
    if (length < whole) {
      return HeaderReader.needMore();
    }
    return command == LOCAL
        ? new Whole(ProxyHeader.LOCAL, whole)
        : proxied(bytes, whole, addressBytes, limits);
  }

  /// How long the addresses of a family and transport are; -1 if the specification has no such
  /// pair. What stands behind UNSPEC is to be ignored.
  private static int addressBytes(int familyAndTransport) {
    return switch (familyAndTransport) {
      case 0x00 -> 0;
      case TCP4, 0x12 -> 2 * 4 + 2 * 2;
      case TCP6, 0x22 -> 2 * 16 + 2 * 2;
      case 0x31, 0x32 -> 2 * 108;
      default -> -1;
    };
  }

  private static HeaderReading proxied(
      byte[] bytes, int whole, int addressBytes, ProxyProtocolLimits limits) {
    if (addressBytes == 0) {
      return new Whole(ProxyHeader.LOCAL, whole);
    }
    ByteBuffer behindLength = ByteBuffer.wrap(bytes, FIXED_BYTES, addressBytes);
    Addresses addresses =
        switch (bytes[13]) {
          case TCP4 -> addresses(behindLength, 4);
          case TCP6 -> addresses(behindLength, 16);
          default -> null;
        };
    TlvReader tlvs = new TlvReader(bytes, whole, FIXED_BYTES + addressBytes, limits);
    String wrong = tlvs.read();
    if (wrong != null) {
      return new Malformed(wrong);
    }
    return new Whole(
        addresses == null ? ProxyHeader.LOCAL : new ProxyHeader(addresses, tlvs.found()), whole);
  }

  private static Addresses addresses(ByteBuffer header, int ipBytes) {
    Ip client = ip(header, ipBytes);
    Ip destination = ip(header, ipBytes);
    int clientPort = header.getShort() & 0xFFFF;
    int destinationPort = header.getShort() & 0xFFFF;
    return new Addresses(
        new Address(client, clientPort), new Address(destination, destinationPort));
  }

  private static Ip ip(ByteBuffer header, int ipBytes) {
    byte[] ip = new byte[ipBytes];
    header.get(ip);
    return Ip.of(ip);
  }

  static byte[] write(ProxyHeader header) {
    var rest = new ByteArrayOutputStream(64);
    int familyAndTransport = writeAddresses(header.addresses(), rest);
    if (header.addresses() != null) {
      TlvWriter.write(header.tlvs(), rest);
    }
    byte[] written = Arrays.copyOf(SIGNATURE, FIXED_BYTES + rest.size());
    written[12] = (byte) (header.addresses() == null ? LOCAL : PROXY);
    written[13] = (byte) familyAndTransport;
    written[14] = (byte) (rest.size() >>> 8);
    written[15] = (byte) rest.size();
    System.arraycopy(rest.toByteArray(), 0, written, FIXED_BYTES, rest.size());
    return written;
  }

  /// Writes both addresses in one family; an IPv4 address beside an IPv6 one is mapped.
  ///
  /// @return the byte for family and transport
  private static int writeAddresses(@Nullable Addresses addresses, ByteArrayOutputStream to) {
    if (addresses == null) {
      return 0;
    }
    Address client = addresses.client();
    Address destination = addresses.destination();
    boolean v4 = client.ip().isV4() && destination.ip().isV4();
    for (Address address : new Address[] {client, destination}) {
      Ip ip = address.ip();
      to.writeBytes(
          v4 ? ip.bytes() : ByteBuffer.allocate(16).putLong(ip.high()).putLong(ip.low()).array());
    }
    for (Address address : new Address[] {client, destination}) {
      to.write(address.port() >>> 8);
      to.write(address.port());
    }
    return v4 ? TCP4 : TCP6;
  }
}
