package dev.starship.http;

import static dev.starship.http.HeadTexts.bytes;
import static dev.starship.http.HeadTexts.faultOf;
import static dev.starship.http.HeadTexts.head;
import static dev.starship.http.HeadTexts.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.starship.http.HeadReading.NeedMore;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// However the bytes of a head are cut, it is the same head.
class RequestHeadReaderTest {
  private static final String REQUEST =
      head("POST http://b.com/x?y HTTP/1.1", "Host: a.com", "Content-Length: 5", "A: b\t c ");

  private static HeadReading<RequestHead> readInPieces(byte[] all, IntUnaryOperator pieceBytes) {
    RequestHeadReader reader = new RequestHeadReader(HttpLimits.DEFAULT);
    HeadReading<RequestHead> reading = reader.read(new byte[0], 0);
    int length = 0;
    while (length < all.length && reading instanceof NeedMore) {
      length = Math.min(all.length, length + pieceBytes.applyAsInt(length));
      reading = reader.read(Arrays.copyOf(all, length), length);
    }
    return reading;
  }

  @Test
  void isReadInTwoPiecesCutAnywhere() {
    byte[] all = bytes(REQUEST + "body");
    for (int cut = 1; cut < all.length; cut++) {
      int first = cut;
      assertThat(readInPieces(all, from -> from == 0 ? first : all.length))
          .isEqualTo(read(REQUEST + "body"));
    }
  }

  @Test
  void isReadByteByByte() {
    assertThat(readInPieces(bytes(REQUEST), _ -> 1)).isEqualTo(read(REQUEST));
  }

  @Test
  void needsMoreAfterEveryTruncation() {
    for (int cut = 0; cut < REQUEST.length(); cut++) {
      assertThat(read(REQUEST.substring(0, cut))).isEqualTo(new NeedMore<>());
    }
  }

  @Test
  void isReadTheSameInAnyPiecesAfterEveryMutation() {
    Random random = new Random(1);
    for (int at = 0; at < REQUEST.length(); at++) {
      for (int value = 0; value < 256; value++) {
        byte[] mutant = bytes(REQUEST);
        mutant[at] = (byte) value;
        assertThat(readInPieces(mutant, _ -> 1 + random.nextInt(20)))
            .isEqualTo(readInPieces(mutant, _ -> mutant.length));
      }
    }
  }

  @Test
  void saysWhereTheBodyBegins() {
    HeadReading<RequestHead> reading = read(REQUEST + "hello");

    assertThat(((HeadReading.Whole<RequestHead>) reading).head().length())
        .isEqualTo(REQUEST.length());
  }

  @Test
  void keepsItsAnswer() {
    RequestHeadReader reader = new RequestHeadReader(HttpLimits.DEFAULT);
    byte[] bad = bytes("GET / HTTP/1.1\r\n\r\n");
    HeadReading<RequestHead> first = reader.read(bad, bad.length);

    assertThat(reader.read(bytes(REQUEST), REQUEST.length())).isSameAs(first);
  }

  /// Bytes of lines that are done are overwritten as long as the head is not whole, so a second
  /// look at them would show. Only what was found is taken from them in the end.
  @Test
  void looksAtTheBytesOfEachLineOnceBeforeTheLast() {
    byte[] all = bytes(REQUEST);
    byte[] forgetful = new byte[all.length];
    RequestHeadReader reader = new RequestHeadReader(HttpLimits.DEFAULT);
    int lineStart = 0;
    for (int length = 1; length < all.length; length++) {
      forgetful[length - 1] = all[length - 1];
      assertThat(reader.read(forgetful, length)).isInstanceOf(HeadReading.NeedMore.class);
      if (all[length - 1] == '\n') {
        Arrays.fill(forgetful, lineStart, length, (byte) 0);
        lineStart = length;
      }
    }
    assertThat(reader.read(all, all.length)).isEqualTo(read(REQUEST));
  }

  @Test
  void takesAHeadOfExactlyTheLimit() {
    HttpLimits exact = HttpLimits.DEFAULT.withHeadBytes(REQUEST.length());
    HttpLimits less = HttpLimits.DEFAULT.withHeadBytes(REQUEST.length() - 1);

    assertThat(read(REQUEST, exact)).isInstanceOf(HeadReading.Whole.class);
    assertThat(faultOf(read(REQUEST, less))).isEqualTo(HttpFault.HEAD_TOO_LONG);
    assertThat(faultOf(read(REQUEST.substring(0, REQUEST.length() - 1), less)))
        .isEqualTo(HttpFault.HEAD_TOO_LONG);
    assertThat(HttpFault.HEAD_TOO_LONG.status()).isEqualTo(431);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 63, -1})
  void limitsMustLetARequestFit(int headBytes) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HttpLimits.DEFAULT.withHeadBytes(headBytes));
  }
}
