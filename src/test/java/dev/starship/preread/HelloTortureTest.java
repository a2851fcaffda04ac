package dev.starship.preread;

import static dev.starship.preread.ClientHelloBytes.hello;
import static dev.starship.preread.ClientHelloBytes.helloTo;
import static dev.starship.preread.ClientHelloBytes.name;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// However the bytes of a hello are cut, the opening is the same.
class HelloTortureTest {
  static Stream<byte[]> hellos() throws IOException {
    return Stream.of(
        Openings.captured("openssl-tls12"),
        Openings.captured("openssl-early-data"),
        Openings.captured("openssl-several-records"),
        Openings.captured("curl"),
        Openings.captured("chromium"),
        helloTo("a.com").inRecordsOf(1).build(),
        helloTo("a.com").inRecordsOf(3).build(),
        helloTo("a.com").inRecordsOf(7).build(),
        hello().withServerNames(name(3, "x"), name(0, "a.com")).inRecordsOf(100).build(),
        hello().withoutExtensionsBlock().build());
  }

  @ParameterizedTest
  @MethodSource("hellos")
  void isReadInTwoPiecesCutAnywhere(byte[] hello) {
    Opening whole = Openings.read(hello);
    assertThat(whole).isInstanceOf(Opening.Tls.class);
    for (int cut = 1; cut < hello.length; cut++) {
      int first = cut;
      assertThat(Openings.readInPieces(hello, from -> from == 0 ? first : hello.length))
          .isEqualTo(whole);
    }
  }

  @ParameterizedTest
  @MethodSource("hellos")
  void isReadByteByByte(byte[] hello) {
    assertThat(Openings.readInPieces(hello, _ -> 1)).isEqualTo(Openings.read(hello));
  }

  @ParameterizedTest
  @MethodSource("hellos")
  void needsMoreAfterEveryTruncation(byte[] hello) {
    int length = ((Opening.Tls) Openings.read(hello)).length();
    for (int cut = 1; cut < length; cut++) {
      assertThat(Openings.read(Arrays.copyOf(hello, cut)))
          .isEqualTo(new Opening.NeedMore(Protocol.TLS));
    }
  }

  @ParameterizedTest
  @MethodSource("hellos")
  void isTheSameInRecordsOfAnySize(byte[] hello) {
    Opening.Tls whole = (Opening.Tls) Openings.read(hello);
    byte[] message = Openings.message(hello, whole.length());
    for (int recordBytes : new int[] {1, 2, 3, 4, 5, 37, 256, 1 << 14}) {
      byte[] split = ClientHelloBytes.records(message, recordBytes);
      assertThat(Openings.read(split))
          .usingRecursiveComparison()
          .ignoringFields("length")
          .isEqualTo(whole);
      assertThat(Openings.readInPieces(split, _ -> 1)).isEqualTo(Openings.read(split));
    }
  }

  /// Mutations of one byte; what they make of a hello may be anything but an exception.
  @ParameterizedTest
  @MethodSource("hellos")
  void isReadTheSameInAnyPiecesAfterEveryMutation(byte[] hello) {
    Random random = new Random(hello.length);
    for (int at = 0; at < hello.length; at++) {
      for (int value : new int[] {0, 1, 0x7F, 0x80, 0xFF, random.nextInt(256)}) {
        byte[] mutant = hello.clone();
        mutant[at] = (byte) value;
        assertThat(Openings.readInPieces(mutant, _ -> 1 + random.nextInt(200)))
            .isEqualTo(Openings.read(mutant));
      }
    }
  }
}
