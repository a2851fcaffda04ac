package dev.starship.preread;

import static dev.starship.preread.ClientHelloBytes.helloTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.starship.address.Host;
import dev.starship.ending.Ending;
import dev.starship.http.HttpLimits;
import dev.starship.preread.Opening.Asked;
import dev.starship.preread.Opening.Http;
import dev.starship.preread.Opening.Malformed;
import dev.starship.preread.Opening.NeedMore;
import dev.starship.preread.Opening.Other;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// How an opening is told, and what an HTTP opening becomes.
class PrereadTest {
  private static final String REQUEST = "GET / HTTP/1.1\r\nHost: a.com\r\n\r\n";

  @Test
  void knowsNothingBeforeTheFirstByte() {
    assertThat(Openings.read(new byte[0])).isEqualTo(new NeedMore(Protocol.NONE));
  }

  @Test
  void tellsTlsByItsFirstByte() {
    assertThat(Openings.read(new byte[] {0x16})).isEqualTo(new NeedMore(Protocol.TLS));
  }

  @Test
  void tellsHttpByAnUpperCaseLetter() {
    for (char letter = 'A'; letter <= 'Z'; letter++) {
      assertThat(Openings.read(String.valueOf(letter))).isEqualTo(new NeedMore(Protocol.HTTP));
    }
  }

  @Test
  void takesEveryOtherFirstByteAsOther() {
    IntStream.range(0, 256)
        .filter(first -> first != 0x16 && first != '\r' && first != '\n')
        .filter(first -> first < 'A' || first > 'Z')
        .forEach(
            first -> assertThat(Openings.read(new byte[] {(byte) first})).isEqualTo(new Other()));
  }

  /// A lenient backend would skip it, and take what follows for a request that nobody has looked
  /// at.
  @Test
  void takesAnEmptyLineForTheBeginningOfARequest() {
    assertThat(Openings.read("\r")).isEqualTo(new NeedMore(Protocol.HTTP));
    assertThat(Openings.read("\r\n" + REQUEST)).isInstanceOf(Http.class);
    assertThat(Openings.read("\n" + REQUEST)).isInstanceOf(Malformed.class);
    assertThat(Openings.read("\r\n\r\n" + REQUEST)).isInstanceOf(Malformed.class);
    assertThat(Openings.read("\r\nget / HTTP/1.1\r\n")).isNotInstanceOf(Other.class);
  }

  @Test
  void takesAnSslV2HelloAsOther() {
    assertThat(Openings.read(new byte[] {(byte) 0x80, 0x2E, 1, 0, 2, 0, 21}))
        .isEqualTo(new Other());
  }

  @Test
  void takesSshAsOtherAtItsFourthByte() {
    assertThat(Openings.read("SSH")).isEqualTo(new NeedMore(Protocol.HTTP));
    assertThat(Openings.read("SSH-2.0-OpenSSH_9.9\r\n")).isEqualTo(new Other());
    assertThat(Openings.readInPieces("SSH-2.0".getBytes(StandardCharsets.US_ASCII), _ -> 1))
        .isEqualTo(new Other());
  }

  @ParameterizedTest
  @ValueSource(strings = {"SEARCH", "SSTP_DUPLEX_POST", "SSH", "S"})
  void takesMethodsThatBeginLikeSshAsHttp(String method) {
    byte[] request = (method + REQUEST.substring(3)).getBytes(StandardCharsets.US_ASCII);

    assertThat(Openings.read(request)).isInstanceOf(Http.class);
    assertThat(Openings.readInPieces(request, _ -> 1)).isInstanceOf(Http.class);
  }

  @Test
  void readsARequestHead() {
    Http opening = (Http) Openings.read(REQUEST + "body");

    assertThat(opening.head().host()).isEqualTo(Host.parse("a.com"));
    assertThat(opening.head().length()).isEqualTo(REQUEST.length());
  }

  @Test
  void readsTheSameInAnyPieces() {
    byte[] bytes = REQUEST.getBytes(StandardCharsets.US_ASCII);
    for (int size = 1; size < bytes.length; size++) {
      int pieceBytes = size;
      assertThat(Openings.readInPieces(bytes, _ -> pieceBytes)).isEqualTo(Openings.read(bytes));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET / HTTP/1.1\\r\\n\\r\\n          | MALFORMED_OPENING   | 400",
        "GET / HTTP/1.1\\nHost: a\\n\\n      | MALFORMED_OPENING   | 400",
        "GET / HTTP/3.0\\r\\n                | UNSUPPORTED_REQUEST | 505",
        "PRI * HTTP/2.0\\r\\n\\r\\nSM\\r\\n   | UNSUPPORTED_REQUEST | 505",
        "MMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMM | UNSUPPORTED_REQUEST | 501"
      })
  void saysWhatABadRequestIsAnsweredWith(String request, Ending ending, int status) {
    Malformed opening =
        (Malformed) Openings.read(request.strip().replace("\\r", "\r").replace("\\n", "\n"));

    assertThat(opening.protocol()).isEqualTo(Protocol.HTTP);
    assertThat(opening.ending()).isEqualTo(ending);
    assertThat(opening.status()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "GE@                                                            | -    | -",
        "HEAD / HTTP/1.1\\r\\n\\r\\n                                    | HEAD | -",
        "HEAD /# HTTP/1.1\\r\\n                                         | HEAD | -",
        "GET / HTTP/1.1\\r\\nAccept: a/b\\r\\naccept:c/d\\r\\n\\r\\n     | GET  | a/b, c/d",
        "GET / HTTP/1.1\\r\\nAccept: a/b\\r\\nHost : a\\r\\n            | GET  | a/b",
        "GET / HTTP/1.1\\r\\nHost : a\\r\\nAccept: a/b\\r\\n            | GET  | -"
      })
  void knowsWhatABadRequestAskedForAsFarAsItWasRead(
      String request, @Nullable String method, @Nullable String accept) {
    String bytes = request.strip().replace("\\r", "\r").replace("\\n", "\n");
    Malformed opening = (Malformed) Openings.read(bytes);

    assertThat(opening.asked()).isEqualTo(new Asked(method, accept));
  }

  @Test
  void refusesATargetThatIsTooLong() {
    Malformed opening = (Malformed) Openings.read("GET /" + "a".repeat(8192));

    assertThat(opening.ending()).isEqualTo(Ending.TARGET_TOO_LONG);
    assertThat(opening.status()).isEqualTo(414);
  }

  @Test
  void refusesAHeadThatIsTooLong() {
    Malformed opening = (Malformed) Openings.read("GET / HTTP/1.1\r\nX: " + "a".repeat(65_536));

    assertThat(opening.ending()).isEqualTo(Ending.OPENING_TOO_LONG);
    assertThat(opening.status()).isEqualTo(431);
  }

  @Test
  void neverAsksForMoreOnceItsLimitIsReached() {
    PrereadLimits limits = new PrereadLimits(Duration.ofSeconds(1), 512);
    byte[] head = ("GET / HTTP/1.1\r\nX: " + "a".repeat(512)).getBytes(StandardCharsets.US_ASCII);

    assertThat(new Preread(limits, HttpLimits.DEFAULT).read(head, 511))
        .isInstanceOf(NeedMore.class);
    assertThat(new Preread(limits, HttpLimits.DEFAULT).read(head, 512))
        .isInstanceOf(Malformed.class);
  }

  @Test
  void keepsItsAnswer() {
    Preread preread = Openings.preread();
    byte[] hello = helloTo("a.com").build();
    Opening first = preread.read(hello, hello.length);

    assertThat(preread.read(new byte[hello.length + 9], hello.length + 9)).isSameAs(first);
  }

  /// The bytes read before are overwritten before each call, so a second look at them would show.
  @Test
  void looksAtEachByteOnce() {
    byte[] hello = helloTo("a.com").build();
    byte[] forgetful = new byte[hello.length];
    Preread preread = Openings.preread();
    Opening opening = preread.read(forgetful, 0);
    int window = 5;
    for (int length = 1; length <= hello.length; length++) {
      forgetful[length - 1] = hello[length - 1];
      if (length > window) {
        forgetful[length - 1 - window] = (byte) 0xA5;
      }
      opening = preread.read(forgetful, length);
    }
    assertThat(opening).isEqualTo(Openings.read(hello));
  }

  @Test
  void limitsMustMakeSense() {
    assertThatIllegalArgumentException().isThrownBy(() -> new PrereadLimits(Duration.ZERO, 65_536));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PrereadLimits(Duration.ofSeconds(5), 511));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PrereadLimits(Duration.ofSeconds(5), 1 << 21));
  }
}
