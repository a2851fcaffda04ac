package dev.starship.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Ranges of addresses: RFC 4632, RFC 4291 section 2.3.
class CidrTest {
  private static Cidr cidr(String text) {
    return Cidr.parse(text).orElseThrow();
  }

  private static Ip ip(String text) {
    return Ip.parse(text).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.0.0.0/8",
    "10.1.2.3/8, 10.0.0.0/8",
    "10.1.2.3, 10.1.2.3/32",
    "0.0.0.0/0, 0.0.0.0/0",
    "::ffff:10.0.0.0/104, 10.0.0.0/8",
    "2001:db8:1::/32, 2001:db8::/32",
    "2001:db8::1, 2001:db8::1/128",
    "::/0, ::/0",
    "::1/65, ::/65"
  })
  void isReadAndWritten(String text, String written) {
    assertThat(cidr(text)).hasToString(written);
    assertThat(cidr(written)).isEqualTo(cidr(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/8",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/08",
        "10.0.0.0/-1",
        "10.0.0.0/+8",
        "10.0.0/8",
        "10.0.0.0/8/8",
        "10.0.0.0/9999999999",
        "::/129",
        "[::]/8",
        "a.com/8",
        "10.0.0.0/a",
        "10.0.0.0 /8"
      })
  void isNothingElse(String text) {
    assertThat(Cidr.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.0.0.0, true",
    "10.0.0.0/8, 10.255.255.255, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "10.0.0.0/8, ::ffff:10.1.1.1, true",
    "10.0.0.0/8, ::10.1.1.1, false",
    "10.1.2.3, 10.1.2.3, true",
    "10.1.2.3, 10.1.2.2, false",
    "0.0.0.0/0, 255.1.1.1, true",
    "0.0.0.0/0, ::1, false",
    "10.0.0.0/31, 10.0.0.1, true",
    "10.0.0.0/31, 10.0.0.2, false",
    "2001:db8::/32, 2001:db8:ffff::1, true",
    "2001:db8::/32, 2001:db9::, false",
    "2001:db8::/63, 2001:db8:0:1::, true",
    "2001:db8::/64, 2001:db8:0:1::, false",
    "2001:db8::/65, 2001:db8::7fff:0:0:0, true",
    "2001:db8::/65, 2001:db8::8000:0:0:0, false",
    "::/0, 2001::, true"
  })
  void containsItsAddresses(String range, String ip, boolean contained) {
    assertThat(cidr(range).contains(ip(ip))).isEqualTo(contained);
  }

  @ParameterizedTest
  @ValueSource(strings = {"::/0", "::/80", "::ffff:0:0/90"})
  void containsNoIpv4AddressIfItIsAnIpv6Range(String range) {
    assertThat(cidr(range).contains(ip("10.0.0.1"))).isFalse();
  }

  @Test
  void hasAtMost128Bits() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Cidr(Ip.v4(0), 129));
    assertThatIllegalArgumentException().isThrownBy(() -> new Cidr(Ip.v4(0), -1));
  }
}
