package dev.starship.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.http.HeadReading.NeedMore;
import dev.starship.http.HeadReading.Whole;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Whatever a backend answers, its head is the same in any pieces, and what the client gets means
/// the same.
public final class ResponseHeadFuzz {
  private static final HttpLimits ROOMY = new HttpLimits(1 << 20, 32, 1 << 17, 1000, 32, 0, 0);

  private static final List<RequestHead> REQUESTS =
      List.of(
          HeadTexts.request("GET / HTTP/1.1", "Host: a.com"),
          HeadTexts.request("HEAD / HTTP/1.1", "Host: a.com"),
          HeadTexts.request("GET / HTTP/1.0"),
          HeadTexts.request(
              "GET / HTTP/1.1", "Host: a", "Connection: upgrade", "Upgrade: websocket"));

  private ResponseHeadFuzz() {}

  /// Takes the first byte as the request and reads the rest as what the backend sends.
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length == 0) {
      return;
    }
    RequestHead request = REQUESTS.get((input[0] & 0xFF) % REQUESTS.size());
    byte[] sent = Arrays.copyOfRange(input, 1, input.length);
    HeadReading<ResponseHead> reading = reader(request).read(sent, sent.length);
    assertThat(readInPieces(request, sent)).isEqualTo(reading);
    if (reading instanceof Whole<ResponseHead>(ResponseHead head)) {
      assertThat(head.length()).isBetween(1, sent.length);
      assertMeansTheSame(request, head);
    }
  }

  private static ResponseHeadReader reader(RequestHead request) {
    return new ResponseHeadReader(HttpLimits.DEFAULT, request);
  }

  private static HeadReading<ResponseHead> readInPieces(RequestHead request, byte[] all) {
    Random random = new Random(Arrays.hashCode(all));
    ResponseHeadReader reader = reader(request);
    HeadReading<ResponseHead> reading = reader.read(new byte[0], 0);
    int length = 0;
    while (length < all.length && reading instanceof NeedMore) {
      length += 1 + random.nextInt(all.length - length);
      reading = reader.read(Arrays.copyOf(all, length), length);
    }
    return reading;
  }

  private static void assertMeansTheSame(RequestHead request, ResponseHead head) {
    byte[] sent = HeadTexts.bytes(HeadTexts.sent(head, request, false));
    HeadReading<ResponseHead> reading =
        new ResponseHeadReader(ROOMY, request).read(sent, sent.length);
    assertThat(reading).isInstanceOf(Whole.class);
    ResponseHead again = ((Whole<ResponseHead>) reading).head();
    assertThat(again.length()).isEqualTo(sent.length);
    assertThat(again.status()).isEqualTo(head.status());
    assertThat(again.reason()).isEqualTo(head.reason());
    assertThat(again.framing()).isEqualTo(head.framing());
    assertThat(again.fields().count("Connection")).isEqualTo(head.isInterim() ? 0 : 1);
    assertThat(again.fields().count("Upgrade")).isEqualTo(head.switchesProtocols() ? 1 : 0);
  }
}
