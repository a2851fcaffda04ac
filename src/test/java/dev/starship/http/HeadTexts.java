package dev.starship.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;

/// Heads as tests write them: the lines of a head, and what the readers say of them.
final class HeadTexts {
  private HeadTexts() {}

  /// The lines with CRLF behind each, and the empty line.
  static String head(String... lines) {
    return String.join("\r\n", lines) + "\r\n\r\n";
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  static HeadReading<RequestHead> read(String text) {
    return read(text, HttpLimits.DEFAULTS);
  }

  static HeadReading<RequestHead> read(String text, HttpLimits limits) {
    byte[] bytes = bytes(text);
    return new RequestHeadReader(limits).read(bytes, bytes.length);
  }

  /// The head of a valid request with these lines.
  static RequestHead request(String... lines) {
    HeadReading<RequestHead> reading = read(head(lines));
    assertThat(reading).isInstanceOf(HeadReading.Whole.class);
    return ((HeadReading.Whole<RequestHead>) reading).head();
  }

  /// What is wrong with a request with these lines.
  static HttpFault fault(String... lines) {
    return faultOf(read(head(lines)));
  }

  static <H> HttpFault faultOf(HeadReading<H> reading) {
    assertThat(reading).isInstanceOf(HeadReading.Bad.class);
    return ((HeadReading.Bad<H>) reading).fault();
  }

  static HeadReading<ResponseHead> readResponse(RequestHead request, String text) {
    byte[] bytes = bytes(text);
    return new ResponseHeadReader(HttpLimits.DEFAULTS, request).read(bytes, bytes.length);
  }

  /// The head of a valid response with these lines.
  static ResponseHead response(RequestHead request, String... lines) {
    HeadReading<ResponseHead> reading = readResponse(request, head(lines));
    assertThat(reading).isInstanceOf(HeadReading.Whole.class);
    return ((HeadReading.Whole<ResponseHead>) reading).head();
  }
}
