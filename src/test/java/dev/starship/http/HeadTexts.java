package dev.starship.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.address.Ip;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
    return read(text, HttpLimits.DEFAULT);
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
    return new ResponseHeadReader(HttpLimits.DEFAULT, request).read(bytes, bytes.length);
  }

  /// The head of a valid response with these lines.
  static ResponseHead response(RequestHead request, String... lines) {
    HeadReading<ResponseHead> reading = readResponse(request, head(lines));
    assertThat(reading).isInstanceOf(HeadReading.Whole.class);
    return ((HeadReading.Whole<ResponseHead>) reading).head();
  }

  /// When responses are received.
  static final String DATE = HttpDate.of(784_111_777_000L);

  /// A hop whose client is not trusted and whose backend's connection persists.
  static final Hop HOP = hop("192.0.2.7", false);

  /// That of a client that sends from `ip`.
  static Hop hop(String ip, boolean trusted) {
    Hop.Sender sender = Hop.Sender.of(Ip.parse(ip).orElseThrow(), 8080, false, trusted);
    return new Hop(sender, "id-1", true, "starship-1");
  }

  /// What a backend gets by `hop`.
  static String sent(RequestHead head, Hop hop) {
    Outgoing out = new Outgoing();
    head.writeTo(out, hop);
    return text(Arrays.copyOf(out.bytes(), out.length()));
  }

  /// What the client that sent `request` gets.
  static String sent(ResponseHead head, RequestHead request, boolean persistent) {
    Outgoing out = new Outgoing();
    head.writeTo(out, request, persistent, DATE);
    return text(Arrays.copyOf(out.bytes(), out.length()));
  }

  /// The lines without those that every hop adds.
  static String withoutOwn(String head) {
    return head.lines()
        .filter(line -> !line.isEmpty() && !isOwn(line))
        .collect(Collectors.joining("\r\n", "", "\r\n\r\n"));
  }

  private static boolean isOwn(String line) {
    return Stream.of("X-Forwarded-", "Forwarded:", "X-Request-Id:", "Via: 1.")
        .anyMatch(line::startsWith);
  }
}
