package dev.starship.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// An IP address with a port.
class AddressTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.24:443, 10.0.0.24:443",
    "[2001:db8::1]:443, [2001:db8::1]:443",
    "[::ffff:10.0.0.24]:443, 10.0.0.24:443",
    "[::]:0, [::]:0",
    "0.0.0.0:65535, 0.0.0.0:65535"
  })
  void isReadAndWritten(String text, String written) {
    assertThat(Address.parse(text).orElseThrow()).hasToString(written);
    assertThat(Address.parse(written)).isEqualTo(Address.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        ":80",
        "10.0.0.1",
        "10.0.0.1:",
        "10.0.0.1:65536",
        "10.0.0.1:080",
        "10.0.0.1:00",
        "10.0.0.1:-1",
        "10.0.0.1:+1",
        "10.0.0.1:8a",
        "10.0.0.1:999999",
        "10.0.0.1:80:80",
        "10.0.0.1: 80",
        "[10.0.0.1]:80",
        "::1:80",
        "[::1]",
        "[::1]80",
        "[::1]:",
        "::1]:80",
        "[::1:80",
        "a.com:80",
        "\u0661.0.0.1:80",
        "10.0.0.1:\u0661"
      })
  void isNothingElse(String text) {
    assertThat(Address.parse(text)).isEmpty();
  }

  @Test
  void hasAPortOfSixteenBits() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Address(Ip.v4(0), 65_536));
    assertThatIllegalArgumentException().isThrownBy(() -> new Address(Ip.v4(0), -1));
  }
}
