package dev.starship.http;

import static dev.starship.http.HeadTexts.fault;
import static dev.starship.http.HeadTexts.faultOf;
import static dev.starship.http.HeadTexts.head;
import static dev.starship.http.HeadTexts.read;
import static dev.starship.http.HeadTexts.request;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The first line of a request: RFC 9112 section 3.
class RequestLineTest {
  @Test
  void readsMethodTargetAndVersion() {
    RequestHead head = request("GET /a?b=c HTTP/1.1", "Host: a.com");

    assertThat(head.method()).isEqualTo("GET");
    assertThat(head.target()).isEqualTo("/a?b=c");
    assertThat(head.minorVersion()).isEqualTo(1);
  }

  @Test
  void readsHttp10() {
    assertThat(request("GET / HTTP/1.0").minorVersion()).isZero();
  }

  @Test
  void processesHigherMinorVersionsAsHttp11() {
    assertThat(request("GET / HTTP/1.9", "Host: a.com").minorVersion()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/2.0", "HTTP/0.9", "HTTP/3.1"})
  void refusesOtherMajorVersions(String version) {
    assertThat(fault("GET / " + version, "Host: a.com")).isEqualTo(HttpFault.UNSUPPORTED_VERSION);
  }

  @Test
  void recognisesHttp2WithPriorKnowledge() {
    assertThat(faultOf(read("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")))
        .isEqualTo(HttpFault.HTTP2_PRIOR_KNOWLEDGE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET  / HTTP/1.1",
        "GET /  HTTP/1.1",
        "GET\t/ HTTP/1.1",
        "GET /\tHTTP/1.1",
        " GET / HTTP/1.1",
        "GET / HTTP/1.1 ",
        "GET /",
        "GET / ",
        "GET",
        "GET / HTTP/1",
        "GET / HTTP/1.10",
        "GET / http/1.1",
        "GET / HTTP/a.b",
        "GET / HTTQ/1.1",
        "G@T / HTTP/1.1",
        "GET /a b HTTP/1.1",
        "GET /\0 HTTP/1.1",
        "GET /\u007F HTTP/1.1",
        ": / HTTP/1.1"
      })
  void refusesAnyOtherShape(String line) {
    assertThat(fault(line, "Host: a.com")).isEqualTo(HttpFault.MALFORMED_REQUEST_LINE);
  }

  @Test
  void refusesTheSimpleRequestOfHttp09() {
    assertThat(faultOf(read("GET /\r\n"))).isEqualTo(HttpFault.MALFORMED_REQUEST_LINE);
  }

  @Test
  void ignoresOneEmptyLineBeforeIt() {
    HeadReading<RequestHead> reading = read("\r\n" + head("GET / HTTP/1.1", "Host: a.com"));

    assertThat(((HeadReading.Whole<RequestHead>) reading).head().length()).isEqualTo(33);
  }

  @Test
  void refusesTwoEmptyLinesBeforeIt() {
    assertThat(faultOf(read("\r\n\r\nGET / HTTP/1.1\r\n")))
        .isEqualTo(HttpFault.MALFORMED_REQUEST_LINE);
  }

  @Test
  void refusesABareLineFeed() {
    assertThat(faultOf(read("GET / HTTP/1.1\nHost: a.com\r\n\r\n"))).isEqualTo(HttpFault.BARE_LF);
  }

  @Test
  void refusesABareCarriageReturn() {
    assertThat(faultOf(read("GET / HTTP/1.1\rHost: a.com\r\n\r\n"))).isEqualTo(HttpFault.BARE_CR);
    assertThat(faultOf(read("\rGET / HTTP/1.1\r\n"))).isEqualTo(HttpFault.BARE_CR);
  }

  @Test
  void takesTheLongestMethodAllowed() {
    assertThat(request("M".repeat(32) + " / HTTP/1.1", "Host: a.com").method()).hasSize(32);
  }

  @Test
  void refusesALongerMethodBeforeItEnds() {
    assertThat(faultOf(read("M".repeat(33)))).isEqualTo(HttpFault.METHOD_TOO_LONG);
  }

  @Test
  void takesTheLongestTargetAllowed() {
    String target = "/" + "a".repeat(HttpLimits.DEFAULT.targetBytes() - 1);

    assertThat(request("GET " + target + " HTTP/1.1", "Host: a.com").target()).isEqualTo(target);
  }

  @Test
  void refusesALongerTargetBeforeItEnds() {
    String target = "/" + "a".repeat(HttpLimits.DEFAULT.targetBytes());

    assertThat(faultOf(read("GET " + target))).isEqualTo(HttpFault.TARGET_TOO_LONG);
    assertThat(HttpFault.TARGET_TOO_LONG.status()).isEqualTo(414);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/a#b", "/\u00E4", "*", "a.com", "a.com:80", "", "ftp://a.com/", "http:/a"})
  void refusesTargetsThatGetDoesNotTake(String target) {
    assertThat(fault("GET " + target + " HTTP/1.1", "Host: a.com"))
        .isIn(HttpFault.INVALID_TARGET, HttpFault.MALFORMED_REQUEST_LINE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://", "http:///a", "http://:80/", "http://a.com:x/", "http://a b/"})
  void refusesAnAbsoluteTargetWithoutAValidAuthority(String target) {
    assertThat(fault("GET " + target + " HTTP/1.1", "Host: a.com"))
        .isIn(HttpFault.INVALID_TARGET, HttpFault.MALFORMED_REQUEST_LINE);
  }

  @Test
  void refusesAUserInTheAuthority() {
    assertThat(fault("GET http://a.com@b.com/ HTTP/1.1", "Host: a.com"))
        .isEqualTo(HttpFault.USER_INFORMATION);
  }

  @Test
  void takesTheAsteriskForOptionsOnly() {
    assertThat(request("OPTIONS * HTTP/1.1", "Host: a.com").target()).isEqualTo("*");
    assertThat(fault("HEAD * HTTP/1.1", "Host: a.com")).isEqualTo(HttpFault.INVALID_TARGET);
  }

  @Test
  void flagsConnect() {
    RequestHead head = request("CONNECT b.com:443 HTTP/1.1", "Host: b.com:443");

    assertThat(head.isConnect()).isTrue();
    assertThat(head.authority()).isEqualTo(new Authority("b.com", 443));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "b.com", "http://b.com/", ":443", "b.com:", "*"})
  void refusesConnectToAnythingButHostAndPort(String target) {
    assertThat(fault("CONNECT " + target + " HTTP/1.1", "Host: b.com"))
        .isEqualTo(HttpFault.INVALID_TARGET);
  }
}
