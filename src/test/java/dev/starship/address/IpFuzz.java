package dev.starship.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;

/// Whatever the text is, an address that is read from it is the one that the JDK reads, and reads
/// back from its own text.
public final class IpFuzz {
  private IpFuzz() {}

  /// Reads `input`, one byte a character, as an IP address, a range, and an address with port.
  public static void fuzzerTestOneInput(byte[] input) {
    String text = new String(input, StandardCharsets.ISO_8859_1);
    Ip.parse(text)
        .ifPresent(ip -> {
          assertThat(Ip.parse(ip.toString())).contains(ip);
          assertThat(Ip.of(ip.bytes())).isEqualTo(ip);
          assertThat(InetAddress.ofLiteral(text).getAddress()).isEqualTo(ip.bytes());
          assertThat(Host.parse(text)).isEmpty();
        });
    Cidr.parse(text)
        .ifPresent(range -> {
          assertThat(range.contains(range.network())).isTrue();
          assertThat(Cidr.parse(range.toString())).contains(range);
        });
    Address.parse(text)
        .ifPresent(address -> assertThat(Address.parse(address.toString())).contains(address));
  }
}
