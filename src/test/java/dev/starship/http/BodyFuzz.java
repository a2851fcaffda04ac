package dev.starship.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/// Whatever comes as a body, it ends or breaks at the same byte in any pieces, and where a plain
/// decoder finds the end of its chunks.
public final class BodyFuzz {
  private BodyFuzz() {}

  /// Takes the first byte as the framing and reads the rest as the body.
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length == 0) {
      return;
    }
    Framing framing =
        switch (input[0] & 3) {
          case 0 -> new Framing.Length(input[0] & 0x7F);
          case 1 -> new Framing.UntilClose();
          default -> new Framing.Chunked();
        };
    byte[] body = Arrays.copyOfRange(input, 1, input.length);
    BodyReader whole = BodyReader.ofRequest(framing, HttpLimits.DEFAULT);
    int taken = whole.take(ByteBuffer.wrap(body));
    assertTakenInPieces(framing, body, whole, taken);
    assertThat(taken).isBetween(0, body.length);
    assertThat(whole.isDone() && whole.fault() != null).isFalse();
    if (taken < body.length) {
      assertThat(whole.isDone() || whole.fault() != null).isTrue();
    }
    if (framing instanceof Framing.Chunked && whole.isDone()) {
      assertThat(endOfChunks(new String(body, 0, taken, StandardCharsets.ISO_8859_1)))
          .isEqualTo(taken);
    }
  }

  private static void assertTakenInPieces(
      Framing framing, byte[] body, BodyReader whole, int taken) {
    Random random = new Random(Arrays.hashCode(body));
    BodyReader reader = BodyReader.ofRequest(framing, HttpLimits.DEFAULT);
    int at = 0;
    int offered = 0;
    while (offered < body.length && at == offered) {
      int piece = 1 + random.nextInt(body.length - offered);
      at += reader.take(ByteBuffer.wrap(body, offered, piece));
      offered += piece;
    }
    assertThat(at).isEqualTo(taken);
    assertThat(reader.isDone()).isEqualTo(whole.isDone());
    assertThat(reader.isWholeAtClose()).isEqualTo(whole.isWholeAtClose());
    assertThat(reader.fault()).isEqualTo(whole.fault());
  }

  /// Where a decoder that trusts its input finds the end.
  private static int endOfChunks(String text) {
    int at = 0;
    while (true) {
      int lineEnd = text.indexOf("\r\n", at);
      long size = Long.parseLong(text.substring(at, lineEnd).split("[; \t]", 2)[0], 16);
      at = lineEnd + 2;
      if (size == 0) {
        break;
      }
      at = Math.toIntExact(at + size + 2);
    }
    return text.startsWith("\r\n", at) ? at + 2 : text.indexOf("\r\n\r\n", at) + 4;
  }
}
