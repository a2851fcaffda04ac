package dev.starship.preread;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.preread.Opening.Http;
import dev.starship.preread.Opening.Malformed;
import dev.starship.preread.Opening.NeedMore;
import dev.starship.preread.Opening.Other;
import dev.starship.preread.Opening.Tls;
import java.util.Arrays;
import java.util.Random;

/// Whatever a client sends first, it is the same opening in any pieces and with anything behind it.
public final class PrereadFuzz {
  private PrereadFuzz() {}

  /// Reads `input` as the beginning of a connection.
  public static void fuzzerTestOneInput(byte[] input) {
    Random random = new Random(Arrays.hashCode(input));
    Opening opening = Openings.read(input);
    assertThat(Openings.readInPieces(input, from -> 1 + random.nextInt(input.length - from)))
        .isEqualTo(opening);
    if (!(opening instanceof NeedMore)) {
      assertThat(Openings.read(Arrays.copyOf(input, input.length + 100))).isEqualTo(opening);
    }
    switch (opening) {
      case Tls tls -> assertTls(tls, input);
      case Http(var head) -> assertThat(head.length()).isBetween(1, input.length);
      case NeedMore(Protocol protocol) -> {
        assertThat(input.length).isLessThan(PrereadLimits.DEFAULT.maxBytes());
        assertThat(protocol == Protocol.NONE).isEqualTo(input.length == 0);
      }
      case Malformed malformed -> {
        assertThat(malformed.why()).isNotBlank();
        assertThat(malformed.status() >= 400).isEqualTo(malformed.protocol() == Protocol.HTTP);
      }
      case Other() -> assertThat(input[0]).isNotEqualTo((byte) 0x16);
    }
  }

  /// The hello ends inside what came, is not whole one byte earlier, and means the same in records
  /// of another size.
  private static void assertTls(Tls tls, byte[] input) {
    assertThat(tls.length()).isBetween(1, input.length);
    assertThat(Openings.read(Arrays.copyOf(input, tls.length() - 1))).isInstanceOf(NeedMore.class);
    byte[] message = Openings.message(input, tls.length());
    int recordBytes = message.length < 60_000 ? 1000 : 1 << 14;
    assertThat(Openings.read(ClientHelloBytes.records(message, recordBytes)))
        .usingRecursiveComparison()
        .ignoringFields("length")
        .isEqualTo(tls);
  }
}
