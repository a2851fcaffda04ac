package dev.starship.address;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.address.Parsed.Invalid;
import dev.starship.address.Parsed.Valid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Entries of a routes file: a host, or every deeper name.
class HostPatternTest {
  private static Host host(String name) {
    return Host.parse(name).orElseThrow();
  }

  private static HostPattern pattern(String text) {
    return ((Valid<HostPattern>) HostPattern.parse(text)).value();
  }

  private static String why(String text) {
    return ((Invalid<HostPattern>) HostPattern.parse(text)).why();
  }

  @Test
  void meansOneHost() {
    assertThat(pattern("Shop.com.")).isEqualTo(new HostPattern(host("shop.com"), false));
  }

  @Test
  void meansEveryDeeperName() {
    assertThat(pattern("*.Shop.com")).isEqualTo(new HostPattern(host("shop.com"), true));
  }

  @Test
  void isWrittenAsItIsRead() {
    assertThat(pattern("*.A.com.")).hasToString("*.a.com");
    assertThat(pattern("A.com")).hasToString("a.com");
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "**", "*a"})
  void saysHowAPatternIsWritten(String text) {
    assertThat(why(text)).isEqualTo("a pattern is *. before a host, as in *.shop.com");
  }

  @ParameterizedTest
  @ValueSource(strings = {"*.", "*.*.a.com", "a.*.com", "*a.com", "*.10.0.0.1", "*..a.com", ""})
  void isRefusedLikeAHost(String text) {
    assertThat(HostPattern.parse(text)).isInstanceOf(Invalid.class);
  }

  @Test
  void namesTheAsciiFormOfItsHost() {
    assertThat(why("*.b\u00FCcher.de")).contains("xn--bcher-kva.de");
  }
}
