package dev.starship.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.http.HeadReading.NeedMore;
import dev.starship.http.HeadReading.Whole;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Whatever a client sends, its head is the same in any pieces, and what a backend gets means the
/// same.
public final class RequestHeadFuzz {
  /// Room for the fields that a head for one exchange has more than the head it was made from.
  private static final HttpLimits ROOMY = new HttpLimits(1 << 20, 32, 1 << 17, 1000, 32, 0, 0);

  private RequestHeadFuzz() {}

  /// Reads `input` as the beginning of a connection.
  public static void fuzzerTestOneInput(byte[] input) {
    HeadReading<RequestHead> reading =
        new RequestHeadReader(HttpLimits.DEFAULT).read(input, input.length);
    assertThat(readInPieces(input)).isEqualTo(reading);
    if (reading instanceof Whole<RequestHead>(RequestHead head)) {
      assertThat(head.length()).isBetween(1, input.length);
      if (!head.isConnect()) {
        assertMeansTheSame(head);
      }
    }
  }

  private static HeadReading<RequestHead> readInPieces(byte[] all) {
    Random random = new Random(Arrays.hashCode(all));
    RequestHeadReader reader = new RequestHeadReader(HttpLimits.DEFAULT);
    HeadReading<RequestHead> reading = reader.read(new byte[0], 0);
    int length = 0;
    while (length < all.length && reading instanceof NeedMore) {
      length += 1 + random.nextInt(all.length - length);
      reading = reader.read(Arrays.copyOf(all, length), length);
    }
    return reading;
  }

  private static void assertMeansTheSame(RequestHead head) {
    byte[] sent = HeadTexts.bytes(HeadTexts.sent(head, HeadTexts.HOP));
    HeadReading<RequestHead> reading = new RequestHeadReader(ROOMY).read(sent, sent.length);
    assertThat(reading).isInstanceOf(Whole.class);
    RequestHead again = ((Whole<RequestHead>) reading).head();
    assertThat(again.length()).isEqualTo(sent.length);
    assertThat(again.method()).isEqualTo(head.method());
    assertThat(again.minorVersion()).isEqualTo(head.minorVersion());
    assertThat(again.framing()).isEqualTo(head.framing());
    assertThat(again.authority()).isEqualTo(head.authority());
    assertThat(again.asksForWebSocket()).isEqualTo(head.asksForWebSocket());
    assertThat(again.fields().lists("Expect", "100-continue"))
        .isEqualTo(
            head.fields().lists("Expect", "100-continue")
                && !head.fields().lists("Connection", "Expect"));
    assertThat(again.keepsAlive()).isEqualTo(head.minorVersion() > 0);
    boolean trailers = head.takesTrailers() && !head.asksForWebSocket();
    assertThat(again.takesTrailers()).isEqualTo(trailers);
    assertThat(again.fields().count("TE")).isEqualTo(trailers ? 1 : 0);
    assertThat(again.fields().count("Connection"))
        .isEqualTo(head.asksForWebSocket() || trailers ? 1 : 0);
    assertThat(again.fields().count("Upgrade")).isEqualTo(head.asksForWebSocket() ? 1 : 0);
    assertThat(again.target()).matches("/.*|\\*");
    assertThat(again.fields().first("X-Forwarded-For")).contains("192.0.2.7");
    for (String own : List.of("X-Forwarded-For", "Forwarded", "X-Request-Id")) {
      assertThat(again.fields().count(own)).isOne();
    }
  }
}
