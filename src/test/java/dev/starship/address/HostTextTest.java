package dev.starship.address;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.address.Parsed.Invalid;
import dev.starship.address.Parsed.Valid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Hosts as people write them, and what they are told.
class HostTextTest {
  private static String why(String text) {
    return ((Invalid<Host>) HostText.parse(text)).why();
  }

  @Test
  void isReadLikeAnyHost() {
    assertThat(HostText.parse("A.com.")).isEqualTo(new Valid<>(Host.parse("a.com").orElseThrow()));
  }

  @ParameterizedTest
  @CsvSource({
    "b\u00FCcher.de, xn--bcher-kva.de",
    "B\u00DCCHER.DE, xn--bcher-kva.de",
    "stra\u00DFe.de, xn--strae-oqa.de",
    "\u03B2\u03CC\u03BB\u03BF\u03C2.com, xn--nxasmm1c.com",
    "\u4F8B\u3048.jp, xn--r8jz45g.jp",
    "\uFF41\uFF0Ecom, a.com",
    "a\u3002com, a.com",
    "\u212A.com, k.com",
    "_x.\u00E4.de, _x.xn--4ca.de"
  })
  void namesTheAsciiFormOfANameBeyondAscii(String text, String ascii) {
    assertThat(why(text)).contains("write " + ascii + " ").contains(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u00E4 .de",
        "\u00E4:443",
        "\u0661\u0627a.de",
        "\u200D\u00E4.de",
        "xn--\u00E4.de",
        "\u00E4..de",
        "\uD800.de"
      })
  void saysThatSomeNamesHaveNoAsciiForm(String text) {
    assertThat(why(text)).endsWith("is not ASCII and not a valid international name either");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''              | a host has at least one letter or digit",
        ".               | a host has at least one letter or digit",
        "10.0.0.1        | \"10.0.0.1\" is an IP address, not a host",
        "[::1]           | \"[::1]\" is an IP address, not a host",
        "999.0.0.1       | \"999.0.0.1\" is four numbers, which is not a host",
        "https://a.com/  | \"https://a.com/\" is a URL: write its host alone",
        "a.com:443       | \"a.com:443\" names a port: write a.com",
        "*.a.com         | \"*.a.com\" is a pattern, not a host",
        "a..com          | \"a..com\" has an empty label: two dots in a row, or one at the start",
        ".a.com          | \".a.com\" has an empty label: two dots in a row, or one at the start",
        "a b.com         | \"a b.com\" is not a host: only letters, digits, -, _ and dots",
        "a:b             | \"a:b\" is not a host: only letters, digits, -, _ and dots"
      })
  void saysWhatIsWrong(String text, String why) {
    assertThat(why(text)).isEqualTo(why);
  }

  @Test
  void saysHowLongItIs() {
    assertThat(why("l".repeat(64) + ".com"))
        .isEqualTo("a label between dots is at most 63 bytes long, this one has 64");
    assertThat(why("a.".repeat(127) + "a"))
        .isEqualTo("a host is at most 253 bytes long, this one has 255");
    assertThat(why("a".repeat(100_000))).isEqualTo("a host is at most 253 bytes long");
  }

  @Test
  void quotesNothingInvisibleAndNothingLong() {
    assertThat(why("a\u001B[31m\n")).startsWith("\"a?[31m?\"");
    assertThat(why("\u00E4 ".repeat(400)).length()).isLessThan(200);
  }
}
