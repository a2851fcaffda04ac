package dev.starship.proxyprotocol;

import static dev.starship.proxyprotocol.HeaderBytes.UNIX;
import static dev.starship.proxyprotocol.HeaderBytes.V4;
import static dev.starship.proxyprotocol.HeaderBytes.V6;
import static dev.starship.proxyprotocol.HeaderBytes.checked;
import static dev.starship.proxyprotocol.HeaderBytes.hex;
import static dev.starship.proxyprotocol.HeaderBytes.join;
import static dev.starship.proxyprotocol.HeaderBytes.text;
import static dev.starship.proxyprotocol.HeaderBytes.tlv;
import static dev.starship.proxyprotocol.HeaderBytes.tlvOfLength;
import static dev.starship.proxyprotocol.HeaderBytes.v2;
import static dev.starship.proxyprotocol.HeaderBytes.v2OfLength;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.proxyprotocol.HeaderReading.Malformed;
import dev.starship.proxyprotocol.HeaderReading.NeedMore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Headers with one field wrong. Each is refused, however it is cut, and never read as something
/// else.
class MalformedHeaderTest {
  private static final String ADDRESSES = "192.0.2.1 198.51.100.2";
  private static final int TLVS_AT = 16 + 12;

  private final HeaderReader reader = new HeaderReader(ProxyProtocolLimits.DEFAULT);

  static Stream<Arguments> cases() {
    var all = new LinkedHashMap<String, byte[]>();
    noHeaders(all);
    lines().forEach(line -> all.put(line, text(line)));
    signatures(all);
    commandsAndFamilies(all);
    lengths(all);
    tlvs(all);
    return all.entrySet().stream().map(one -> Arguments.of(one.getKey(), one.getValue()));
  }

  private static void noHeaders(Map<String, byte[]> all) {
    all.put("a TLS hello", hex("16 03 01 02 00 01 00"));
    all.put("a request", text("GET / HTTP/1.1\r\nHost: a.com\r\n\r\n"));
    all.put("a POST that shares the first letter", text("POST / HTTP/1.1\r\n"));
    all.put("a PROPFIND that shares three letters", text("PROPFIND / HTTP/1.1\r\n"));
    all.put("an SSH banner", text("SSH-2.0-OpenSSH_9.9\r\n"));
    all.put("empty lines before a request", text("\r\n\r\nGET / HTTP/1.1\r\n"));
    all.put("zeros", new byte[16]);
  }

  private static List<String> lines() {
    var lines = new ArrayList<String>();
    for (String protocol :
        List.of(
            "", "TCP", "tcp4", "TCP5", "TCP44", "UDP4", "UDP6", "unknown", "UNKNOWN4", "UNIX")) {
      lines.add("PROXY " + protocol + " " + ADDRESSES + " 56324 443\r\n");
    }
    for (String port :
        List.of(
            "", "65536", "99999", "100000", "-1", "+1", "0443", "00", "1.5", "0x50", "http",
            "4 3")) {
      lines.add("PROXY TCP4 " + ADDRESSES + " " + port + " 443\r\n");
      lines.add("PROXY TCP4 " + ADDRESSES + " 56324 " + port + "\r\n");
    }
    for (String ip :
        List.of(
            "",
            "256.0.2.1",
            "192.0.2",
            "192.0.2.1.5",
            "192.0.2.01",
            "0300.0.2.1",
            "0xc0.0.2.1",
            "3221225985",
            "127.1",
            "-1.0.2.1",
            "192.0.2.1:80",
            "[192.0.2.1]",
            "::1",
            "a.com")) {
      lines.add("PROXY TCP4 " + ip + " 198.51.100.2 56324 443\r\n");
    }
    for (String ip :
        List.of(
            "",
            "2001:db8:::1",
            "2001:db8::1::2",
            "12345::1",
            "1:2:3:4:5:6:7",
            "1:2:3:4:5:6:7:8:9",
            "[2001:db8::1]",
            "fe80::1%eth0",
            "2001:db8::g",
            "192.0.2.1",
            "::ffff:192.0.2.256",
            ":")) {
      lines.add("PROXY TCP6 " + ip + " 2001:db8::2 56324 443\r\n");
    }
    lines.addAll(wrongForms());
    return lines;
  }

  private static List<String> wrongForms() {
    return List.of(
        "PROXY  TCP4 " + ADDRESSES + " 56324 443\r\n",
        "PROXY TCP4  " + ADDRESSES + " 56324 443\r\n",
        "PROXY TCP4\t" + ADDRESSES + " 56324 443\r\n",
        "PROXY TCP4 " + ADDRESSES + " 56324\t443\r\n",
        "PROXY TCP4 " + ADDRESSES + " 56324 443 \r\n",
        "PROXY TCP4 " + ADDRESSES + " 56324 443 1\r\n",
        "PROXY TCP4 " + ADDRESSES + " 56324\r\n",
        "PROXY TCP4 " + ADDRESSES + "\r\n",
        "PROXY TCP4\r\n",
        "PROXY \r\n",
        "PROXY\r\n",
        "proxy TCP4 " + ADDRESSES + " 56324 443\r\n",
        " PROXY TCP4 " + ADDRESSES + " 56324 443\r\n",
        "PROXY TCP4 " + ADDRESSES + " 56324 443\n",
        "PROXY TCP4 " + ADDRESSES + " 56324 443\r\r\n",
        "PROXY TCP4 " + ADDRESSES + " 56324 443\rGET",
        "PROXY UNKNOWN one\rtwo\r\n",
        "PROXY UNKNOWN one\ntwo\r\n",
        "PROXY UNKNOWN" + " ".repeat(93) + "\r\n",
        "PROXY UNKNOWN" + " ".repeat(200));
  }

  private static void signatures(Map<String, byte[]> all) {
    for (int i = 0; i < 12; i++) {
      byte[] header = v2(0x21, 0x11, V4);
      header[i] ^= 0x40;
      all.put("version 2 with byte " + i + " of its signature wrong", header);
    }
  }

  private static void commandsAndFamilies(Map<String, byte[]> all) {
    for (int command : new int[] {0x00, 0x01, 0x10, 0x11, 0x22, 0x23, 0x2F, 0x30, 0x31, 0xF1}) {
      all.put("version and command %02x".formatted(command), v2(command, 0x11, V4));
    }
    for (int family :
        new int[] {0x01, 0x02, 0x03, 0x10, 0x13, 0x1F, 0x20, 0x23, 0x30, 0x33, 0x40, 0xF1}) {
      all.put("family and transport %02x".formatted(family), v2(0x21, family, UNIX));
    }
  }

  private static void lengths(Map<String, byte[]> all) {
    all.put("no room for IPv4", v2(0x21, 0x11));
    all.put("one byte too few for IPv4", v2OfLength(0x21, 0x11, 11, V4));
    all.put("datagrams without addresses", v2(0x21, 0x12));
    all.put("IPv6 with the room of IPv4", v2(0x21, 0x21, V4));
    all.put("one byte too few for IPv6", v2OfLength(0x21, 0x21, 35, V6));
    all.put("one byte too few for UNIX", v2OfLength(0x21, 0x31, 215, UNIX));
    all.put("a length of 64 KiB", v2OfLength(0x21, 0x11, 0xFFFF, V4));
    all.put("a length one over the limit", v2OfLength(0x21, 0x11, 4096 - 15, V4));
    all.put("LOCAL with a length of 64 KiB", v2OfLength(0x20, 0x00, 0xFFFF));
  }

  private static void tlvs(Map<String, byte[]> all) {
    all.put("one byte of a TLV", v2(0x21, 0x11, V4, hex("04")));
    all.put("two bytes of a TLV", v2(0x21, 0x11, V4, hex("04 00")));
    all.put("a TLV over the end by one", v2(0x21, 0x11, V4, tlvOfLength(0x02, 6, text("a.com"))));
    all.put("a TLV of 64 KiB", v2(0x21, 0x21, V6, tlvOfLength(0x02, 0xFFFF, text("a.com"))));
    all.put("bytes behind the last TLV", v2(0x21, 0x11, V4, tlv(0x02, text("a.com")), hex("00")));
    all.put("a cut TLV behind UNIX", v2(0x21, 0x31, UNIX, hex("04 00")));
    all.put("a unique id of 129 bytes", v2(0x21, 0x11, V4, tlv(0x05, new byte[129])));
    all.put("a checksum of zeros", v2(0x21, 0x11, V4, tlv(0x03, new byte[4])));
    all.put("a checksum of 3 bytes", v2(0x21, 0x11, V4, tlv(0x03, new byte[3])));
    all.put("a checksum of 5 bytes", v2(0x21, 0x11, V4, tlv(0x03, new byte[5])));
    byte[] changed = checked(v2(0x21, 0x11, V4, tlv(0x03, new byte[4])), TLVS_AT + 3);
    changed[16]++;
    all.put("an address changed behind the checksum's back", changed);
    byte[] longer =
        checked(v2(0x21, 0x11, V4, tlv(0x03, new byte[4]), tlv(0x04, hex("00"))), TLVS_AT + 3);
    longer[longer.length - 1]++;
    all.put("a TLV changed behind the checksum's back", longer);
    byte[] twice =
        checked(v2(0x21, 0x11, V4, tlv(0x03, new byte[4]), tlv(0x03, new byte[4])), TLVS_AT + 3);
    all.put("two checksums", twice);
    all.put("nine balancers", v2(0x21, 0x11, V4, tlv(0xE5, join(text("starship"), new byte[72]))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void isRefused(String name, byte[] header) {
    byte[] withMore =
        join(header, text("PROXY TCP4 192.0.2.1 198.51.100.2 1 2\r\n"), new byte[107]);
    assertThat(reader.read(withMore, withMore.length)).as(name).isInstanceOf(Malformed.class);
    for (int length = 0; length < header.length; length++) {
      assertThat(reader.read(header, length))
          .as("the first %d bytes of %s", length, name)
          .isInstanceOfAny(Malformed.class, NeedMore.class);
    }
  }

  @Test
  void thereAreMoreThanAHundred() {
    assertThat(cases()).hasSizeGreaterThan(100);
  }
}
