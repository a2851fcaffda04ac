package dev.starship.proxyprotocol;

import static dev.starship.proxyprotocol.HeaderBytes.UNIX;
import static dev.starship.proxyprotocol.HeaderBytes.V4;
import static dev.starship.proxyprotocol.HeaderBytes.V6;
import static dev.starship.proxyprotocol.HeaderBytes.checked;
import static dev.starship.proxyprotocol.HeaderBytes.hex;
import static dev.starship.proxyprotocol.HeaderBytes.join;
import static dev.starship.proxyprotocol.HeaderBytes.text;
import static dev.starship.proxyprotocol.HeaderBytes.tlv;
import static dev.starship.proxyprotocol.HeaderBytes.v2;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.address.Address;
import dev.starship.proxyprotocol.HeaderReading.NeedMore;
import dev.starship.proxyprotocol.HeaderReading.Whole;
import dev.starship.proxyprotocol.ProxyHeader.Addresses;
import dev.starship.proxyprotocol.ProxyHeader.Tlvs;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderReaderTest {
  private static final Addresses V4_ADDRESSES = addresses("192.0.2.1:56324", "198.51.100.2:443");
  private static final Addresses V6_ADDRESSES =
      addresses("[2001:db8::1]:56324", "[2001:db8::2]:443");

  private final HeaderReader reader = new HeaderReader(ProxyProtocolLimits.DEFAULT);

  private static Addresses addresses(String client, String destination) {
    return new Addresses(
        Address.parse(client).orElseThrow(), Address.parse(destination).orElseThrow());
  }

  /// What a header says, read whole, in every two pieces, and with bytes of the client behind it.
  private ProxyHeader read(byte[] header) {
    byte[] more = join(header, text("\r\nGET / HTTP/1.1\r\n"));
    assertThat(reader.read(more, more.length)).isEqualTo(reader.read(header, header.length));
    for (int length = 0; length < header.length; length++) {
      assertThat(reader.read(header, length))
          .as("of %d bytes", length)
          .isEqualTo(NeedMore.NEED_MORE);
    }
    assertThat(reader.read(header, header.length)).isInstanceOf(Whole.class);
    Whole whole = (Whole) reader.read(header, header.length);
    assertThat(whole.length()).isEqualTo(header.length);
    return whole.header();
  }

  private ProxyHeader read(String line) {
    return read(text(line));
  }

  @Test
  void readsTcp4() {
    assertThat(read("PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r\n"))
        .isEqualTo(new ProxyHeader(V4_ADDRESSES, Tlvs.NONE));
  }

  @Test
  void readsTcp6() {
    assertThat(read("PROXY TCP6 2001:db8::1 2001:DB8:0:0:0:0:0:2 56324 443\r\n"))
        .isEqualTo(new ProxyHeader(V6_ADDRESSES, Tlvs.NONE));
  }

  @Test
  void takesAnIpv4AddressMappedIntoIpv6ForWhatItIs() {
    assertThat(read("PROXY TCP6 ::ffff:192.0.2.1 ::ffff:c633:6402 56324 443\r\n"))
        .isEqualTo(new ProxyHeader(V4_ADDRESSES, Tlvs.NONE));
    byte[] mapped =
        hex("00000000000000000000ffffc0000201 00000000000000000000ffffc6336402 dc04 01bb");
    assertThat(read(v2(0x21, 0x21, mapped)).addresses()).isEqualTo(V4_ADDRESSES);
  }

  @Test
  void takesTheLongestLineOfTheSpecification() {
    String longest =
        "PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535"
            .replace("...", ":ffff".repeat(2));
    String whole = longest + " ".repeat(105 - longest.length()) + "\r\n";
    assertThat(whole).hasSize(107);
    assertThat(read(whole)).isEqualTo(ProxyHeader.LOCAL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", " whatever stands here", " 192.0.2.1 198.51.100.2 1 2"})
  void keepsTheRealPeerForUnknown(String ignored) {
    assertThat(read("PROXY UNKNOWN" + ignored + "\r\n")).isEqualTo(ProxyHeader.LOCAL);
  }

  @Test
  void readsTheLowestAndHighestPort() {
    assertThat(read("PROXY TCP4 0.0.0.0 255.255.255.255 0 65535\r\n").addresses())
        .isEqualTo(addresses("0.0.0.0:0", "255.255.255.255:65535"));
  }

  @Test
  void readsVersion2OfBothFamilies() {
    assertThat(read(v2(0x21, 0x11, V4))).isEqualTo(new ProxyHeader(V4_ADDRESSES, Tlvs.NONE));
    assertThat(read(v2(0x21, 0x21, V6))).isEqualTo(new ProxyHeader(V6_ADDRESSES, Tlvs.NONE));
  }

  @Test
  void keepsTheRealPeerForLocalWhateverStandsBehindIt() {
    assertThat(read(v2(0x20, 0x00))).isEqualTo(ProxyHeader.LOCAL);
    assertThat(read(v2(0x20, 0x11, V4))).isEqualTo(ProxyHeader.LOCAL);
    assertThat(read(v2(0x20, 0xFF, hex("01 02 03")))).isEqualTo(ProxyHeader.LOCAL);
  }

  @Test
  void keepsTheRealPeerForWhatIsNoTcp() {
    assertThat(read(v2(0x21, 0x00))).isEqualTo(ProxyHeader.LOCAL);
    assertThat(read(v2(0x21, 0x00, hex("ff ff")))).isEqualTo(ProxyHeader.LOCAL);
    assertThat(read(v2(0x21, 0x12, V4))).isEqualTo(ProxyHeader.LOCAL);
    assertThat(read(v2(0x21, 0x22, V6))).isEqualTo(ProxyHeader.LOCAL);
    assertThat(read(v2(0x21, 0x31, UNIX))).isEqualTo(ProxyHeader.LOCAL);
    assertThat(read(v2(0x21, 0x32, UNIX))).isEqualTo(ProxyHeader.LOCAL);
  }

  @Test
  void readsTheTlvsItKnowsAndPassesOthersOver() {
    byte[] nodes = join(text("starship"), hex("0000000000000001 fffffffffffffffe"));
    byte[] header =
        v2(
            0x21,
            0x11,
            V4,
            tlv(0x01, text("h2")),
            tlv(0x02, text("a.com")),
            tlv(0x04, new byte[7]),
            tlv(0x05, new byte[128]),
            tlv(0x20, hex("01 00000000")),
            tlv(0x30, text("blue")),
            tlv(0xE5, text("somebody else's")),
            tlv(0xE5, nodes),
            tlv(0xEA, text("vpce-1")));
    assertThat(read(header).tlvs())
        .isEqualTo(new Tlvs("h2", "a.com", "\0".repeat(128), List.of(1L, -2L), true));
  }

  @Test
  void tellsWhetherTheClientCameOverTls() {
    assertThat(read(v2(0x21, 0x11, V4, tlv(0x20, hex("07 00000000")))).tlvs().overTls()).isTrue();
    assertThat(read(v2(0x21, 0x11, V4, tlv(0x20, hex("00 00000001")))).tlvs().overTls()).isFalse();
    assertThat(read(v2(0x21, 0x11, V4)).tlvs().overTls()).isFalse();
  }

  @Test
  void takesARightChecksum() {
    byte[] header =
        v2(0x21, 0x11, V4, tlv(0x02, text("a.com")), tlv(0x03, new byte[4]), tlv(0x04, hex("01")));
    int at = 16 + V4.length + 3 + 5 + 3;
    assertThat(read(checked(header, at)).tlvs().authority()).isEqualTo("a.com");
  }

  @Test
  void takesAHeaderAsLongAsAllowedAndNoLonger() {
    int allowed = ProxyProtocolLimits.DEFAULT.headerBytes();
    byte[] filling = new byte[allowed - 16 - V4.length - 3];
    assertThat(read(v2(0x21, 0x11, V4, tlv(0x04, filling))).addresses()).isEqualTo(V4_ADDRESSES);
    byte[] longer = v2(0x21, 0x11, V4, tlv(0x04, Arrays.copyOf(filling, filling.length + 1)));
    assertThat(reader.read(longer, 16)).isInstanceOf(HeaderReading.Malformed.class);
  }
}
