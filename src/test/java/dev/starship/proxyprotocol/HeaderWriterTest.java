package dev.starship.proxyprotocol;

import static dev.starship.proxyprotocol.HeaderBytes.V4;
import static dev.starship.proxyprotocol.HeaderBytes.hex;
import static dev.starship.proxyprotocol.HeaderBytes.text;
import static dev.starship.proxyprotocol.HeaderBytes.tlv;
import static dev.starship.proxyprotocol.HeaderBytes.v2;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.address.Address;
import dev.starship.address.Ip;
import dev.starship.proxyprotocol.HeaderReading.Whole;
import dev.starship.proxyprotocol.ProxyHeader.Addresses;
import dev.starship.proxyprotocol.ProxyHeader.Tlvs;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class HeaderWriterTest {
  private static final int TRIES = 2000;

  private final HeaderReader reader = new HeaderReader(ProxyProtocolLimits.DEFAULT);

  private static Addresses addresses(String client, String destination) {
    return new Addresses(
        Address.parse(client).orElseThrow(), Address.parse(destination).orElseThrow());
  }

  @Test
  void writesVersion1AsTheSpecificationShowsIt() {
    assertThat(HeaderWriter.version1(addresses("192.0.2.1:56324", "198.51.100.2:443")))
        .isEqualTo(text("PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r\n"));
    assertThat(HeaderWriter.version1(addresses("[2001:db8::1]:56324", "[2001:db8::2]:443")))
        .isEqualTo(text("PROXY TCP6 2001:db8::1 2001:db8::2 56324 443\r\n"));
    assertThat(HeaderWriter.version1(null)).isEqualTo(text("PROXY UNKNOWN\r\n"));
  }

  @Test
  void writesVersion2AsTheSpecificationShowsIt() {
    Addresses v4 = addresses("192.0.2.1:56324", "198.51.100.2:443");
    assertThat(
            HeaderWriter.version2(
                new ProxyHeader(v4, new Tlvs("h2", "a.com", "1f", List.of(7L), true))))
        .isEqualTo(
            v2(
                0x21,
                0x11,
                V4,
                tlv(1, text("h2")),
                tlv(2, text("a.com")),
                tlv(5, text("1f")),
                tlv(0x20, hex("01 00000001")),
                tlv(0xE5, HeaderBytes.join(text("starship"), hex("0000000000000007")))));
    assertThat(HeaderWriter.version2(ProxyHeader.LOCAL)).isEqualTo(v2(0x20, 0));
  }

  @Test
  void writesAnIpv4AddressBesideAnIpv6OneMapped() {
    Addresses mixed = addresses("192.0.2.1:56324", "[2001:db8::2]:443");
    assertThat(HeaderWriter.version1(mixed))
        .isEqualTo(text("PROXY TCP6 ::ffff:192.0.2.1 2001:db8::2 56324 443\r\n"));
    assertThat(HeaderWriter.version2(new ProxyHeader(mixed, Tlvs.NONE)))
        .isEqualTo(
            v2(
                0x21,
                0x21,
                hex(
                    "00000000000000000000ffffc0000201 20010db8000000000000000000000002 dc04 01bb")));
  }

  @Test
  void writesNoLineLongerThanVersion1Allows() {
    Addresses longest =
        addresses(
            "[1111:2222:3333:4444:5555:6666:7777:8888]:65535",
            "[1111:2222:3333:4444:5555:6666:7777:8888]:65535");
    assertThat(HeaderWriter.version1(longest)).hasSizeLessThanOrEqualTo(107);
  }

  @Test
  void whatIsWrittenIsReadAsTheSame() {
    Random random = new Random(5);
    for (int i = 0; i < TRIES; i++) {
      var addresses = new Addresses(address(random), address(random));
      byte[] line = HeaderWriter.version1(addresses);
      assertThat(reader.read(line, line.length))
          .isEqualTo(new Whole(new ProxyHeader(addresses, Tlvs.NONE), line.length));
      var header = new ProxyHeader(addresses, tlvs(random));
      byte[] binary = HeaderWriter.version2(header);
      assertThat(reader.read(binary, binary.length)).isEqualTo(new Whole(header, binary.length));
    }
  }

  private static Address address(Random random) {
    Ip ip =
        random.nextBoolean()
            ? Ip.v4(random.nextInt())
            : new Ip(random.nextLong(), random.nextBoolean() ? 0 : random.nextLong());
    return new Address(ip, random.nextInt(65_536));
  }

  private static Tlvs tlvs(Random random) {
    List<Long> nodes =
        LongStream.generate(random::nextLong).limit(random.nextInt(9)).boxed().toList();
    return new Tlvs(
        random.nextBoolean() ? "h2" : null,
        random.nextBoolean() ? "a".repeat(random.nextInt(254)) + ".com" : null,
        random.nextBoolean() ? "x".repeat(1 + random.nextInt(128)) : null,
        nodes,
        random.nextBoolean());
  }
}
