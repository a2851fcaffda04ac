package dev.starship.http;

import static dev.starship.http.HeadTexts.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Random;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Where a body ends: RFC 9112 sections 6 and 7.1.
class BodyReaderTest {
  private static final String CHUNKED =
      "5\r\nhello\r\n1A;x=\"y\"\r\n" + "z".repeat(26) + "\r\n0\r\nA: b\r\n\r\n";

  private static BodyReader chunked() {
    return BodyReader.ofRequest(new Framing.Chunked(), HttpLimits.DEFAULT);
  }

  private static int take(BodyReader reader, String text) {
    return reader.take(ByteBuffer.wrap(bytes(text)));
  }

  private static HttpFault faultOf(String text) {
    BodyReader reader = chunked();
    take(reader, text);
    assertThat(reader.fault()).as("fault of %s", text).isNotNull();
    return Objects.requireNonNull(reader.fault());
  }

  /// How many bytes belong to the body if they come in pieces.
  private static int takeInPieces(BodyReader reader, byte[] all, IntSupplier pieceBytes) {
    int taken = 0;
    while (taken < all.length) {
      int piece = Math.min(all.length - taken, pieceBytes.getAsInt());
      int now = reader.take(ByteBuffer.wrap(all, taken, piece));
      taken += now;
      if (now < piece) {
        break;
      }
    }
    return taken;
  }

  @Test
  void hasNothingWithoutABody() {
    BodyReader reader = BodyReader.ofRequest(new Framing.None(), HttpLimits.DEFAULT);

    assertThat(reader.isDone()).isTrue();
    assertThat(take(reader, "next")).isZero();
  }

  @Test
  void countsALength() {
    BodyReader reader = BodyReader.ofRequest(new Framing.Length(6), HttpLimits.DEFAULT);

    assertThat(take(reader, "1234")).isEqualTo(4);
    assertThat(reader.isDone()).isFalse();
    assertThat(reader.isWholeAtClose()).isFalse();
    assertThat(take(reader, "56next")).isEqualTo(2);
    assertThat(reader.isDone()).isTrue();
    assertThat(take(reader, "next")).isZero();
  }

  @Test
  void countsWhatPassedUnseen() {
    BodyReader counted = BodyReader.ofRequest(new Framing.Length(6), HttpLimits.DEFAULT);
    BodyReader chunked = chunked();
    take(chunked, "5\r\nh");
    BodyReader endless = BodyReader.ofRequest(new Framing.UntilClose(), HttpLimits.DEFAULT);

    counted.passed(2);
    chunked.passed(4);
    endless.passed(Integer.MAX_VALUE);

    assertThat(counted.bytesToCome()).isEqualTo(4);
    assertThat(take(counted, "3456next")).isEqualTo(4);
    assertThat(chunked.bytesToCome()).isZero();
    assertThat(take(chunked, "\r\n0\r\n\r\nnext")).isEqualTo(7);
    assertThat(chunked.isDone()).isTrue();
    assertThat(endless.bytesToCome()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void refusesToCountWhatHasToBeLookedAt() {
    BodyReader counted = BodyReader.ofRequest(new Framing.Length(6), HttpLimits.DEFAULT);
    BodyReader chunked = chunked();
    take(chunked, "5\r\n");

    assertThatThrownBy(() -> counted.passed(7)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> chunked.passed(6)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void isDoneAtOnceWithALengthOfZero() {
    assertThat(BodyReader.ofRequest(new Framing.Length(0), HttpLimits.DEFAULT).isDone()).isTrue();
  }

  @Test
  void takesEverythingUntilTheClose() {
    BodyReader reader = BodyReader.ofRequest(new Framing.UntilClose(), HttpLimits.DEFAULT);

    assertThat(take(reader, "anything")).isEqualTo(8);
    assertThat(reader.isDone()).isFalse();
    assertThat(reader.isWholeAtClose()).isTrue();
  }

  @Test
  void findsTheEndOfChunks() {
    BodyReader reader = chunked();

    assertThat(take(reader, CHUNKED + "GET /")).isEqualTo(CHUNKED.length());
    assertThat(reader.isDone()).isTrue();
    assertThat(reader.fault()).isNull();
  }

  @Test
  void readsBetweenPositionAndLimitAndMovesNeither() {
    ByteBuffer bytes = ByteBuffer.allocateDirect(100);
    bytes.put(7, bytes(CHUNKED)).position(7).limit(7 + 12);

    assertThat(chunked().take(bytes)).isEqualTo(12);
    assertThat(bytes.position()).isEqualTo(7);
    assertThat(bytes.limit()).isEqualTo(19);
  }

  @Test
  void findsTheSameEndInAnyPieces() {
    Random random = new Random(1);
    for (int size = 1; size < CHUNKED.length(); size++) {
      int pieceBytes = size;
      BodyReader even = chunked();
      BodyReader uneven = chunked();
      byte[] all = bytes(CHUNKED + "next");

      assertThat(takeInPieces(even, all, () -> pieceBytes)).isEqualTo(CHUNKED.length());
      assertThat(takeInPieces(uneven, all, () -> 1 + random.nextInt(pieceBytes)))
          .isEqualTo(CHUNKED.length());
      assertThat(even.isDone()).isTrue();
      assertThat(uneven.isDone()).isTrue();
    }
  }

  @Test
  void isNotDoneAfterAnyTruncation() {
    for (int cut = 0; cut < CHUNKED.length(); cut++) {
      BodyReader reader = chunked();
      assertThat(take(reader, CHUNKED.substring(0, cut))).isEqualTo(cut);
      assertThat(reader.isDone()).isFalse();
      assertThat(reader.isWholeAtClose()).isFalse();
      assertThat(reader.fault()).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0\r\n\r\n",
        "000\r\n\r\n",
        "0;a\r\n\r\n",
        "0 \t;a=b;c\r\n\r\n",
        "0;\r\nA:\r\nB: c\r\n\r\n"
      })
  void takesEveryFormOfTheLastChunk(String last) {
    BodyReader reader = chunked();

    assertThat(take(reader, last)).isEqualTo(last.length());
    assertThat(reader.isDone()).isTrue();
  }

  @Test
  void takesTheLargestSizeAndPassesOverIt() {
    BodyReader reader = chunked();
    String size = "7FFFFFFFFFFFFFFF\r\n";

    assertThat(take(reader, size + "1234")).isEqualTo(size.length() + 4);
    assertThat(reader.fault()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\r\n",
        ";a\r\n",
        " 5\r\n",
        "+5\r\n",
        "-1\r\n",
        "0x5\r\n",
        "g\r\n",
        "5 \r\n",
        "5 5\r\n",
        "5,\r\n",
        "8000000000000000\r\n",
        "FFFFFFFFFFFFFFFFF\r\n",
        "00000000000000005\r\n",
        "5\0\r\n"
      })
  void refusesOtherSizes(String text) {
    assertThat(faultOf(text)).isEqualTo(HttpFault.INVALID_CHUNK_SIZE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "5~                   | BARE_LF",
        "5;a~                 | BARE_LF",
        "5^5                  | BARE_CR",
        "5;a\u0001b           | CONTROL_BYTE",
        "2^~abc               | UNTERMINATED_CHUNK",
        "2^~ab~               | UNTERMINATED_CHUNK",
        "2^~ab^^              | UNTERMINATED_CHUNK",
        "0^~A~                | MALFORMED_FIELD_NAME",
        "0^~A : b^~           | SPACE_BEFORE_COLON",
        "0^~A: b^~ c^~        | FOLDED_FIELD",
        "0^~~                 | BARE_LF",
        "0^~^A                | BARE_CR"
      })
  void refusesBrokenLines(String text, HttpFault fault) {
    assertThat(faultOf(text.replace('^', '\r').replace('~', '\n'))).isEqualTo(fault);
  }

  @Test
  void countsWhatCameBeforeTheFault() {
    BodyReader reader = chunked();

    assertThat(take(reader, "2\r\nabX")).isEqualTo(5);
    assertThat(reader.isDone()).isFalse();
    assertThat(reader.isWholeAtClose()).isFalse();
    assertThat(take(reader, "\r\n")).isZero();
  }

  /// Old servers fill the line of a chunk's size with blanks.
  @Test
  void takesBlanksBehindTheSizeOfAChunkInResponsesOnly() {
    String body = "5  \r\nhello\r\n0 \t\r\n\r\n";
    BodyReader response = BodyReader.ofResponse(new Framing.Chunked(), HttpLimits.DEFAULT);

    assertThat(take(response, body)).isEqualTo(body.length());
    assertThat(response.isDone()).isTrue();
    assertThat(faultOf(body)).isEqualTo(HttpFault.INVALID_CHUNK_SIZE);
  }

  @Test
  void limitsExtensionsOfEachChunk() {
    String longest = ";" + "a".repeat(HttpLimits.DEFAULT.chunkExtensionBytes() - 1);
    BodyReader reader = chunked();
    String twice = "1" + longest + "\r\nx\r\n1" + longest + "\r\nx\r\n";

    assertThat(take(reader, twice)).isEqualTo(twice.length());
    assertThat(faultOf("1" + longest + "a")).isEqualTo(HttpFault.CHUNK_EXTENSION_TOO_LONG);
    assertThat(faultOf("1" + " ".repeat(longest.length() + 1)))
        .isEqualTo(HttpFault.CHUNK_EXTENSION_TOO_LONG);
  }

  /// A parser that reads quoted strings would go on to the next quote, over the end of the line.
  @ParameterizedTest
  @ValueSource(strings = {"5;a=\"", "5;a=\"b\\\"", "5;a=\"b\"c\"", "5;a=\"\\"})
  void refusesAnUnclosedQuoteInAnExtension(String line) {
    assertThat(faultOf(line + "\r\nhello\r\n0;\"\r\n\r\n")).isEqualTo(HttpFault.UNCLOSED_QUOTE);
    assertThat(faultOf(line + "\n")).isEqualTo(HttpFault.UNCLOSED_QUOTE);
  }

  @Test
  void takesQuotedStringsInExtensions() {
    BodyReader reader = chunked();
    String body = "1;a=\"b;\\\"c\";d=\"\"\r\nx\r\n0;e=\"\\\\\"\r\n\r\n";

    assertThat(take(reader, body)).isEqualTo(body.length());
    assertThat(reader.isDone()).isTrue();
  }

  @Test
  void limitsTrailers() {
    int room = HttpLimits.DEFAULT.trailerBytes() - "A: \r\n".length();
    String longest = "0\r\nA: " + "b".repeat(room) + "\r\n\r\n";
    BodyReader reader = chunked();

    assertThat(take(reader, longest)).isEqualTo(longest.length());
    assertThat(reader.isDone()).isTrue();
    assertThat(faultOf("0\r\nA: " + "b".repeat(room + 1) + "\r\n\r\n"))
        .isEqualTo(HttpFault.TRAILERS_TOO_LONG);
    assertThat(faultOf("0\r\n" + "A:\r\n".repeat(101))).isEqualTo(HttpFault.TOO_MANY_FIELDS);
  }

  /// RFC 9110 section 6.5.1: a receiver may merge trailers into the head.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length",
        "transfer-encoding",
        "HOST",
        "Connection",
        "Authorization",
        "Cookie",
        "X-Forwarded-For",
        "x_forwarded_for",
        "X-Forwarded-Something-That-Is-Longer-Than-Any",
        "Forwarded",
        "X-Request-Id"
      })
  void refusesATrailerThatMeansSomethingInAHead(String name) {
    assertThat(faultOf("0\r\nA: b\r\n" + name + ": 1\r\n\r\n"))
        .isEqualTo(HttpFault.FORBIDDEN_TRAILER);
    BodyReader reader = chunked();
    String harmless = "0\r\nX-" + name + ": 1\r\n" + "A: " + name + ": 1\r\n\r\n";
    assertThat(take(reader, harmless)).isEqualTo(harmless.length());
  }

  private static @Nullable HttpFault faultOfResponse(String bytes) {
    BodyReader reader = BodyReader.ofResponse(new Framing.Chunked(), HttpLimits.DEFAULT);
    int taken = take(reader, bytes);
    assertThat(reader.isDone()).isEqualTo(taken == bytes.length());
    return reader.fault();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Type", "Set-Cookie", "X-Request-Id", "Cache-Control", "Via"})
  void aResponseMayHaveTrailersThatMeanSomethingInAHead(String name) {
    String body = "1\r\na\r\n0\r\n" + name + ": 1\r\n\r\n";
    assertThat(faultOfResponse(body)).isNull();
    assertThat(faultOf(body)).isEqualTo(HttpFault.FORBIDDEN_TRAILER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length", "Transfer-Encoding", "Connection"})
  void aResponsesTrailersFrameNothing(String name) {
    assertThat(faultOfResponse("0\r\n" + name + ": 1\r\n\r\n"))
        .isEqualTo(HttpFault.FORBIDDEN_TRAILER);
  }
}
