package dev.starship.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// IP addresses and their text: RFC 4291 section 2.2, RFC 5952.
class IpTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.1, 10.0.0.1",
    "255.255.255.255, 255.255.255.255",
    "::, ::",
    "::1, ::1",
    "1::, 1::",
    "[2001:DB8::1], 2001:db8::1",
    "2001:0db8:0000:0000:0000:0000:0000:0001, 2001:db8::1",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
    "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8",
    "0:0:1::, 0:0:1::",
    "1:0:0:2:0:0:0:3, 1:0:0:2::3",
    "::ffff:10.0.0.1, 10.0.0.1",
    "::ffff:a00:1, 10.0.0.1",
    "64:ff9b::10.0.0.1, 64:ff9b::a00:1",
    "1:2:3:4:5:6:10.0.0.1, 1:2:3:4:5:6:a00:1"
  })
  void isReadStrictlyAndWrittenCanonically(String text, String canonical) {
    Ip ip = Ip.parse(text).orElseThrow();

    assertThat(ip).hasToString(canonical);
    assertThat(Ip.parse(canonical)).contains(ip);
    assertThat(Ip.of(ip.bytes())).isEqualTo(ip);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a.com",
        "1",
        "127.1",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.256",
        "01.2.3.4",
        "1.2.3.",
        "1..3.4",
        "0x7f.1.1.1",
        " 1.2.3.4",
        "1.2.3.4 ",
        "[1.2.3.4]",
        "1.2.3.4:80",
        "+1.2.3.4",
        "\u0661.2.3.4",
        ":",
        ":::",
        "1:2",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7:8::",
        "::1:2:3:4:5:6:7:8",
        "1::2::3",
        "12345::",
        "g::",
        ":1::",
        "1:::2",
        "::1:",
        "fe80::1%eth0",
        "[::1",
        "::1]",
        "[]",
        "[",
        "[[::1]]",
        "::1.2.3",
        "1.2.3.4::",
        "::1.2.3.4:1",
        "1:2:3:4:5:6:7:1.2.3.4",
        "::ffff:1.2.3.04",
        "+1::",
        "::-1"
      })
  void isNothingElse(String text) {
    assertThat(Ip.parse(text)).isEmpty();
  }

  @Test
  void holdsIpv4Mapped() {
    assertThat(Ip.parse("10.0.0.1"))
        .contains(Ip.v4(0x0A000001))
        .isEqualTo(Ip.parse("::ffff:10.0.0.1"));
    assertThat(Ip.v4(-1).isV4()).isTrue();
    assertThat(new Ip(0, 0x0A000001).isV4()).isFalse();
  }

  @Test
  void hasFourOrSixteenBytes() {
    assertThat(Ip.v4(0x0A0000FF).bytes()).containsExactly(10, 0, 0, 255);
    assertThat(new Ip(1, 2).bytes()).hasSize(16).endsWith(0, 0, 2);
    assertThatIllegalArgumentException().isThrownBy(() -> Ip.of(new byte[5]));
  }

  @Test
  void meansWhatTheJdkMeans() throws UnknownHostException {
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      Ip ip = new Ip(sparse(random), sparse(random));
      assertThat(InetAddress.getByName(ip.toString()).getAddress()).isEqualTo(ip.bytes());
      assertThat(Ip.parse(ip.toString())).contains(ip);
    }
  }

  /// Random bits with many zero groups, so that every place of `::` comes up.
  private static long sparse(Random random) {
    long bits = random.nextLong();
    for (int shift = 0; shift < 64; shift += 16) {
      bits &= random.nextBoolean() ? -1L : ~(0xFFFFL << shift);
    }
    return bits;
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.255.255.255", "::1", "::ffff:127.0.0.1"})
  void loopbackLeadsBackToThisMachine(String text) {
    assertThat(Ip.parse(text).orElseThrow().isLoopback()).isTrue();
    assertThat(Ip.parse(text).orElseThrow().isUnspecified()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "::ffff:0.0.0.0"})
  void anUnspecifiedAddressStandsForEveryOne(String text) {
    assertThat(Ip.parse(text).orElseThrow().isUnspecified()).isTrue();
    assertThat(Ip.parse(text).orElseThrow().isLoopback()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"128.0.0.1", "126.255.255.255", "0.0.0.1", "::2", "::7f00:1", "::1:0"})
  void othersAreNeither(String text) {
    assertThat(Ip.parse(text).orElseThrow().isUnspecified()).isFalse();
    assertThat(Ip.parse(text).orElseThrow().isLoopback()).isFalse();
  }
}
