package dev.starship.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a host is: 1-253 ASCII bytes, labels of 1-63 letters, digits, `-` and `_`.
class HostTest {
  private static final String LONGEST_LABEL = "l".repeat(63);
  private static final String LONGEST = (LONGEST_LABEL + ".").repeat(3) + "l".repeat(61);

  @ParameterizedTest
  @CsvSource({
    "a.com, a.com",
    "A.COM, a.com",
    "a.com., a.com",
    "localhost, localhost",
    "a, a",
    "_dmarc.a-b.C0m, _dmarc.a-b.c0m",
    "-a-.b, -a-.b",
    "xn--bcher-kva.de, xn--bcher-kva.de",
    "1.2.3, 1.2.3",
    "1.2.3.4.5, 1.2.3.4.5",
    "1.2.3.a, 1.2.3.a",
    "127, 127"
  })
  void isNormalised(String text, String name) {
    assertThat(Host.parse(text).orElseThrow().name()).isEqualTo(name);
    assertThat(Host.parse(text).orElseThrow()).hasToString(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        ".a",
        "a..",
        "a..b",
        " ",
        "a b",
        " a.com",
        "a.com ",
        "a.com:443",
        "a/b",
        "*.a.com",
        "a*",
        "a\0",
        "a@b"
      })
  void isNothingElse(String text) {
    assertThat(Host.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.2.3.4",
        "1.2.3.4.",
        "999.1.1.1",
        "0001.2.3.4",
        "::1",
        "[::1]",
        "::ffff:1.2.3.4"
      })
  void isNoIpLiteral(String text) {
    assertThat(Host.parse(text)).isEmpty();
  }

  /// The long s and the Kelvin sign become ASCII letters in lower case elsewhere.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u00E4.de",
        "\u212A.com",
        "\u017F.com",
        "a\uFF0Ecom",
        "a\u3002com",
        "\uFF41.com",
        "\uD83D\uDE80.com"
      })
  void isAsciiOnly(String text) {
    assertThat(Host.parse(text)).isEmpty();
  }

  @Test
  void hasNoOtherCharacters() {
    String allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
    IntStream.range(0, 0x300)
        .forEach(c ->
            assertThat(Host.parse("a" + (char) c + "b").isPresent())
                .as("character %d", c)
                .isEqualTo(allowed.indexOf(c) >= 0));
  }

  @Test
  void hasLabelsOfAtMost63Bytes() {
    assertThat(Host.parse(LONGEST_LABEL + ".com")).isPresent();
    assertThat(Host.parse("com." + LONGEST_LABEL)).isPresent();
    assertThat(Host.parse("l" + LONGEST_LABEL + ".com")).isEmpty();
    assertThat(Host.parse("com.l" + LONGEST_LABEL)).isEmpty();
  }

  @Test
  void isAtMost253BytesLongWithoutTheTrailingDot() {
    assertThat(LONGEST).hasSize(Host.MAX_BYTES);
    assertThat(Host.parse(LONGEST)).isPresent();
    assertThat(Host.parse(LONGEST + ".")).isPresent();
    assertThat(Host.parse("l" + LONGEST)).isEmpty();
    assertThat(Host.parse("a." + LONGEST.substring(1))).isEmpty();
  }

  @Test
  void isEqualToTheSameNameInAnySpelling() {
    assertThat(Host.parse("A.com."))
        .isEqualTo(Host.parse("a.COM"))
        .hasSameHashCodeAs(Host.parse("a.com"));
    assertThat(Host.parse("a.com")).isNotEqualTo(Host.parse("b.com"));
  }
}
