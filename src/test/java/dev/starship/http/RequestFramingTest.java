package dev.starship.http;

import static dev.starship.http.HeadTexts.request;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Where the body of a request ends, and every doubt about it: RFC 9112 section 6.
class RequestFramingTest {
  private static String[] post(String version, String... fields) {
    return Stream.concat(Stream.of("POST / " + version, "Host: a.com"), Stream.of(fields))
        .toArray(String[]::new);
  }

  private static Framing framing(String... fields) {
    return request(post("HTTP/1.1", fields)).framing();
  }

  private static HttpFault fault(String... fields) {
    return HeadTexts.fault(post("HTTP/1.1", fields));
  }

  @Test
  void isNoneWithoutAField() {
    assertThat(framing()).isEqualTo(new Framing.None());
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "5, 5", "005, 5", "999999999999999999, 999999999999999999"})
  void isALength(String value, long bytes) {
    assertThat(framing("content-LENGTH: " + value)).isEqualTo(new Framing.Length(bytes));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "+5",
        "-5",
        "5 5",
        "0x5",
        "5.0",
        "a",
        "5;",
        "9223372036854775808",
        "1000000000000000000",
        "\u00B2"
      })
  void isNoOtherLength(String value) {
    assertThat(fault("Content-Length: " + value)).isEqualTo(HttpFault.INVALID_CONTENT_LENGTH);
  }

  @Test
  void isNeverARepeatedLength() {
    assertThat(fault("Content-Length: 5", "Content-Length: 5"))
        .isEqualTo(HttpFault.REPEATED_CONTENT_LENGTH);
    assertThat(fault("Content-Length: 5", "CONTENT-length: 6"))
        .isEqualTo(HttpFault.REPEATED_CONTENT_LENGTH);
    assertThat(fault("Content-Length: 5, 5")).isEqualTo(HttpFault.REPEATED_CONTENT_LENGTH);
    assertThat(fault("Content-Length: 5,")).isEqualTo(HttpFault.REPEATED_CONTENT_LENGTH);
  }

  @ParameterizedTest
  @ValueSource(strings = {"chunked", "Chunked", "CHUNKED", " chunked\t"})
  void isChunked(String value) {
    assertThat(framing("Transfer-Encoding: " + value)).isEqualTo(new Framing.Chunked());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "identity",
        "gzip",
        "chunked, gzip",
        "chunked, chunked",
        "chunked, identity",
        "chunked,",
        ", chunked",
        "xchunked",
        "chunkedx",
        "chunked;q=1",
        "\"chunked\"",
        "chun ked",
        "\u000Bchunked"
      })
  void isRefusedUnlessChunkedComesLastAndOnce(String value) {
    assertThat(fault("Transfer-Encoding: " + value))
        .isIn(HttpFault.TRANSFER_ENCODING_NOT_CHUNKED, HttpFault.CONTROL_BYTE);
  }

  @Test
  void isRefusedIfChunkedIsRepeatedInALineOfItsOwn() {
    assertThat(fault("Transfer-Encoding: chunked", "Transfer-Encoding: chunked"))
        .isEqualTo(HttpFault.TRANSFER_ENCODING_NOT_CHUNKED);
    assertThat(fault("Transfer-Encoding: chunked", "Transfer-Encoding: identity"))
        .isEqualTo(HttpFault.TRANSFER_ENCODING_NOT_CHUNKED);
  }

  @Test
  void isNotImplementedWithAnotherCodingBeforeChunked() {
    assertThat(fault("Transfer-Encoding: gzip, chunked"))
        .isEqualTo(HttpFault.UNKNOWN_TRANSFER_ENCODING);
    assertThat(fault("Transfer-Encoding: x", "Transfer-Encoding: chunked"))
        .isEqualTo(HttpFault.UNKNOWN_TRANSFER_ENCODING);
    assertThat(HttpFault.UNKNOWN_TRANSFER_ENCODING.status()).isEqualTo(501);
  }

  @Test
  void isRefusedWithBothFields() {
    assertThat(fault("Content-Length: 5", "Transfer-Encoding: chunked"))
        .isEqualTo(HttpFault.LENGTH_WITH_TRANSFER_ENCODING);
    assertThat(fault("Transfer-Encoding: x", "Content-Length: x"))
        .isEqualTo(HttpFault.LENGTH_WITH_TRANSFER_ENCODING);
  }

  @Test
  void isNeverChunkedInHttp10() {
    assertThat(HeadTexts.fault(post("HTTP/1.0", "Transfer-Encoding: chunked")))
        .isEqualTo(HttpFault.TRANSFER_ENCODING_IN_HTTP_1_0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"content-length", "Transfer-Encoding", "HOST", "close, Host", "x,host,y"})
  void isNeverTakenAwayByConnection(String nominated) {
    assertThat(fault("Content-Length: 5", "Connection: " + nominated))
        .isEqualTo(HttpFault.CONNECTION_NAMES_FRAMING);
  }

  /// Each member is compared with the name of each field.
  @Test
  void isRefusedWithAConnectionOfManyMembers() {
    assertThat(HeadTexts.request(post("HTTP/1.1", "Connection: x" + ",a".repeat(31)))).isNotNull();
    assertThat(fault("Connection: x" + ",a".repeat(32)))
        .isEqualTo(HttpFault.TOO_MANY_CONNECTION_OPTIONS);
    assertThat(HttpFault.TOO_MANY_CONNECTION_OPTIONS.status()).isEqualTo(431);
  }
}
