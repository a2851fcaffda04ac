package dev.starship.preread;

import static dev.starship.preread.ClientHelloBytes.concat;
import static dev.starship.preread.ClientHelloBytes.helloTo;
import static dev.starship.preread.ClientHelloBytes.record;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.address.Host;
import dev.starship.ending.Ending;
import dev.starship.http.HttpLimits;
import dev.starship.preread.Opening.Malformed;
import dev.starship.preread.Opening.NeedMore;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The records that a ClientHello comes in: RFC 8446 section 5.1.
class HelloRecordsTest {
  private static final int MAX_BYTES = PrereadLimits.DEFAULT.maxBytes();

  private static Opening.Tls tls(byte[] bytes) {
    return (Opening.Tls) Openings.read(bytes);
  }

  private static Ending endingOf(byte[] bytes) {
    return ((Malformed) Openings.read(bytes)).ending();
  }

  @ParameterizedTest
  @ValueSource(ints = {2_000, 20_000, 60_000})
  void readsBigHellos(int padding) {
    byte[] hello = helloTo("a.com").withPadding(padding).build();

    assertThat(tls(hello).host()).isEqualTo(Host.parse("a.com").orElseThrow());
    assertThat(tls(hello).length()).isEqualTo(hello.length);
  }

  @Test
  void joinsAHelloWhoseHeaderIsSplitOverRecords() {
    byte[] message = helloTo("a.com").message();
    byte[] hello =
        concat(
            record(22, Arrays.copyOf(message, 1)),
            record(22, Arrays.copyOfRange(message, 1, 3)),
            record(22, Arrays.copyOfRange(message, 3, message.length)));

    assertThat(tls(hello).host()).isEqualTo(Host.parse("a.com").orElseThrow());
  }

  @Test
  void takesTheLongestRecordAllowed() {
    byte[] message = helloTo("a.com").withPadding(20_000).message();

    assertThat(Openings.read(ClientHelloBytes.records(message, 1 << 14)))
        .isInstanceOf(Opening.Tls.class);
    assertThat(endingOf(ClientHelloBytes.records(message, (1 << 14) + 1)))
        .isEqualTo(Ending.MALFORMED_OPENING);
  }

  @Test
  void refusesAnEmptyRecordAnywhere() {
    byte[] message = helloTo("a.com").message();
    byte[] first = record(22, Arrays.copyOf(message, 20));

    assertThat(endingOf(record(22, new byte[0]))).isEqualTo(Ending.MALFORMED_OPENING);
    assertThat(endingOf(concat(first, record(22, new byte[0]))))
        .isEqualTo(Ending.MALFORMED_OPENING);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 20, 21, 23, 24, 255})
  void refusesRecordsOfOtherTypesInside(int type) {
    byte[] message = helloTo("a.com").message();
    byte[] first = record(22, Arrays.copyOf(message, 20));
    byte[] other = record(type, Arrays.copyOfRange(message, 20, message.length));

    assertThat(endingOf(concat(first, other))).isEqualTo(Ending.MALFORMED_OPENING);
  }

  @Test
  void refusesAnotherHandshakeMessageWithItsFirstByte() {
    assertThat(endingOf(record(22, new byte[] {2}))).isEqualTo(Ending.MALFORMED_OPENING);
    assertThat(endingOf(new byte[] {22, 3, 1, 0, 9, 0})).isEqualTo(Ending.MALFORMED_OPENING);
  }

  @Test
  void refusesAMessageWithoutContent() {
    assertThat(endingOf(record(22, new byte[] {1, 0, 0, 0}))).isEqualTo(Ending.MALFORMED_OPENING);
  }

  @Test
  void refusesAHelloThatCannotFitAsSoonAsItIsAnnounced() {
    int tooMuch = MAX_BYTES - 5 - 4 + 1;
    byte[] header = {1, (byte) (tooMuch >>> 16), (byte) (tooMuch >>> 8), (byte) tooMuch};
    byte[] fitting = {
      1, (byte) (tooMuch - 1 >>> 16), (byte) (tooMuch - 1 >>> 8), (byte) (tooMuch - 1)
    };

    assertThat(endingOf(record(22, header))).isEqualTo(Ending.OPENING_TOO_LONG);
    assertThat(Openings.read(record(22, fitting))).isInstanceOf(NeedMore.class);
  }

  @Test
  void refusesAHelloThatIsTooLongForItsManyRecords() {
    byte[] hello = helloTo("a.com").withPadding(15_000).inRecordsOf(1).build();

    assertThat(hello.length).isGreaterThan(MAX_BYTES);
    assertThat(endingOf(hello)).isEqualTo(Ending.OPENING_TOO_LONG);
    assertThat(endingOf(Arrays.copyOf(hello, MAX_BYTES))).isEqualTo(Ending.OPENING_TOO_LONG);
    assertThat(Openings.read(Arrays.copyOf(hello, MAX_BYTES - 1))).isInstanceOf(NeedMore.class);
  }

  @Test
  void takesAHelloOfExactlyTheLimit() {
    int rest = helloTo("a.com").withPadding(0).build().length;
    PrereadLimits exact = new PrereadLimits(Duration.ofSeconds(1), 1000);
    byte[] hello = helloTo("a.com").withPadding(1000 - rest).build();
    byte[] longer = helloTo("a.com").withPadding(1001 - rest).build();

    assertThat(new Preread(exact, HttpLimits.DEFAULT).read(hello, hello.length))
        .isInstanceOf(Opening.Tls.class);
    assertThat(new Preread(exact, HttpLimits.DEFAULT).read(longer, longer.length))
        .isEqualTo(new Malformed(Ending.OPENING_TOO_LONG, "the hello is too long"));
  }
}
