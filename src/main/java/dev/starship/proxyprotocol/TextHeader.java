package dev.starship.proxyprotocol;

import static dev.starship.proxyprotocol.ProxyProtocolLimits.V1_BYTES;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.starship.address.Address;
import dev.starship.address.Ip;
import dev.starship.proxyprotocol.HeaderReading.Malformed;
import dev.starship.proxyprotocol.HeaderReading.Whole;
import dev.starship.proxyprotocol.ProxyHeader.Addresses;
import org.jspecify.annotations.Nullable;

/// Version 1 (section 2.1 of the specification): one line such as `PROXY TCP4 192.0.2.1 192.0.2.2
/// 56324 443`.
final class TextHeader {
  static final byte[] SIGNATURE = "PROXY ".getBytes(ISO_8859_1);

  private static final String UNKNOWN = "UNKNOWN";

  private TextHeader() {}

  static HeaderReading read(byte[] bytes, int length) {
    int end = lineEnd(bytes, Math.min(length, V1_BYTES));
    if (end < 0) {
      return length < V1_BYTES
          ? HeaderReader.needMore()
          : new Malformed("the header of version 1 is longer than 107 bytes");
    }
    if (bytes[end] != '\r' || end + 2 > V1_BYTES) {
      return new Malformed("the line of version 1 does not end with CRLF in time");
    }
    if (end + 1 == length) {
      return HeaderReader.needMore();
    }
    if (bytes[end + 1] != '\n') {
      return new Malformed("a CR of version 1 stands alone");
    }
    return line(new String(bytes, 0, end, ISO_8859_1), end + 2);
  }

  /// Where the first CR or LF stands; -1 if there is none.
  private static int lineEnd(byte[] bytes, int length) {
    for (int i = 0; i < length; i++) {
      if (bytes[i] == '\r' || bytes[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private static HeaderReading line(String line, int length) {
    String[] words = line.split(" ", -1);
    if (words[1].equals(UNKNOWN)) {
      // Whatever follows is to be ignored.
      return new Whole(ProxyHeader.LOCAL, length);
    }
    boolean v4 = words[1].equals("TCP4");
    if (!v4 && !words[1].equals("TCP6")) {
      return new Malformed("the protocol of version 1 is none of TCP4, TCP6 and UNKNOWN");
    }
    if (words.length != 6) {
      return new Malformed("the line of version 1 has not four words behind its protocol");
    }
    Address client = address(words[2], words[4], v4);
    Address destination = address(words[3], words[5], v4);
    if (client == null || destination == null) {
      return new Malformed("an address or a port of version 1 is wrong");
    }
    return new Whole(
        new ProxyHeader(new Addresses(client, destination), ProxyHeader.Tlvs.NONE), length);
  }

  private static @Nullable Address address(String ip, String port, boolean v4) {
    if (ip.indexOf(':') < 0 != v4 || ip.startsWith("[")) {
      return null;
    }
    return Address.parse((v4 ? ip : "[" + ip + "]") + ":" + port).orElse(null);
  }

  static byte[] write(@Nullable Addresses addresses) {
    if (addresses == null) {
      return "PROXY UNKNOWN\r\n".getBytes(ISO_8859_1);
    }
    Address client = addresses.client();
    Address destination = addresses.destination();
    boolean v4 = client.ip().isV4() && destination.ip().isV4();
    String line =
        "PROXY %s %s %s %d %d\r\n"
            .formatted(
                v4 ? "TCP4" : "TCP6",
                text(client.ip(), v4),
                text(destination.ip(), v4),
                client.port(),
                destination.port());
    return line.getBytes(ISO_8859_1);
  }

  /// One family for both: an IPv4 address beside an IPv6 one is written mapped.
  private static String text(Ip ip, boolean v4) {
    return ip.isV4() && !v4 ? "::ffff:" + ip : ip.toString();
  }
}
