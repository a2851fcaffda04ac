package dev.starship.http;

import static dev.starship.http.HeadTexts.fault;
import static dev.starship.http.HeadTexts.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.address.Host;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whom a request is for: RFC 9112 section 3.2, RFC 9110 section 7.2.
class HostFieldTest {
  private static Authority authority(String... lines) {
    return Objects.requireNonNull(request(lines).authority());
  }

  @Test
  void isTheAuthority() {
    RequestHead head = request("GET / HTTP/1.1", "hOST: \tA.com:8080 \t");

    assertThat(head.authority()).isEqualTo(new Authority("A.com", 8080));
    assertThat(head.host()).isEqualTo(Host.parse("a.com"));
  }

  @Test
  void isBeatenByAnAbsoluteTarget() {
    assertThat(authority("GET HTTP://b.com:81/x HTTP/1.1", "Host: a.com"))
        .isEqualTo(new Authority("b.com", 81));
    assertThat(authority("GET https://b.com HTTP/1.1", "Host: a.com"))
        .isEqualTo(new Authority("b.com", 0));
    assertThat(authority("GET http://b.com?x=/ HTTP/1.1", "Host: a.com"))
        .isEqualTo(new Authority("b.com", 0));
  }

  @Test
  void mayOnlyBeMissingInHttp10() {
    assertThat(fault("GET / HTTP/1.1")).isEqualTo(HttpFault.MISSING_HOST);
    assertThat(fault("GET http://a.com/ HTTP/1.1")).isEqualTo(HttpFault.MISSING_HOST);
    assertThat(request("GET / HTTP/1.0").authority()).isNull();
    assertThat(request("GET / HTTP/1.0").host()).isEmpty();
    assertThat(authority("GET http://a.com/ HTTP/1.0")).isEqualTo(new Authority("a.com", 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.0", "1.1"})
  void isNeverRepeated(String version) {
    assertThat(fault("GET / HTTP/" + version, "Host: a.com", "X: y", "HOST: a.com"))
        .isEqualTo(HttpFault.REPEATED_HOST);
    assertThat(fault("GET http://a.com/ HTTP/" + version, "Host: a.com", "Host: b.com"))
        .isEqualTo(HttpFault.REPEATED_HOST);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.com:",
        "a.com:0",
        "a_b.com",
        "a.com.",
        "xn--bcher-kva.de",
        "a.com:00080",
        "127.0.0.1.nip.io:65535"
      })
  void namesAHost(String value) {
    assertThat(request("GET / HTTP/1.1", "Host: " + value).host()).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":80",
        "10.0.0.1",
        "10.0.0.1:80",
        "[::1]",
        "[2001:db8::1]:80",
        "[v7.a:b]",
        "a%2Ecom",
        "a,b",
        "a!b",
        "a..b"
      })
  void mayBeLegalAndNameNone(String value) {
    RequestHead head = request("GET / HTTP/1.1", "Host: " + value);

    assertThat(head.authority()).isNotNull();
    assertThat(head.host()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a b",
        "a.com, b.com",
        "a.com:x",
        "a.com:80:80",
        "a.com:65536",
        "a.com:999999",
        "a.com:-1",
        "a.com/",
        "http://a.com",
        "a.com?",
        "a\\b",
        "\u00E4.de",
        "a%2",
        "a%zz",
        "[::1",
        "[]",
        "[::1]x",
        "[::1]80",
        "[1.2.3.4]",
        "[v.a]",
        "[vg.a]",
        "[v7.]",
        "::1",
        "a[b]",
        "\"a.com\""
      })
  void isRefusedIfItIsNoAuthority(String value) {
    assertThat(fault("GET / HTTP/1.1", "Host: " + value)).isEqualTo(HttpFault.INVALID_HOST);
    assertThat(fault("GET http://a.com/ HTTP/1.1", "Host: " + value))
        .isEqualTo(HttpFault.INVALID_HOST);
  }

  @Test
  void isRefusedWithAUser() {
    assertThat(fault("GET / HTTP/1.1", "Host: a.com@b.com")).isEqualTo(HttpFault.USER_INFORMATION);
  }

  @ParameterizedTest
  @CsvSource({"a.com, 0, a.com", "a.com, 80, a.com:80", "[::1], 8080, [::1]:8080"})
  void isWrittenAsItWasRead(String text, int port, String written) {
    assertThat(new Authority(text, port)).hasToString(written);
    assertThat(Authority.parse(written)).contains(new Authority(text, port));
  }
}
