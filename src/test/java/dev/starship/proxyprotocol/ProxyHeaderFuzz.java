package dev.starship.proxyprotocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.proxyprotocol.HeaderReading.Malformed;
import dev.starship.proxyprotocol.HeaderReading.NeedMore;
import dev.starship.proxyprotocol.HeaderReading.Whole;
import java.util.Arrays;

/// Whatever a trusted peer sends, it is the same header in any pieces and with anything behind it,
/// and what it says can be said again.
public final class ProxyHeaderFuzz {
  private static final ProxyProtocolLimits LIMITS = ProxyProtocolLimits.DEFAULT;
  private static final HeaderReader READER = new HeaderReader(LIMITS);

  private ProxyHeaderFuzz() {}

  /// Reads `input` as the beginning of a connection.
  public static void fuzzerTestOneInput(byte[] input) {
    HeaderReading reading = READER.read(input, input.length);
    byte[] longer = Arrays.copyOf(input, input.length + 200);
    switch (reading) {
      case NeedMore _ -> assertThat(input.length).isLessThan(LIMITS.headerBytes());
      case Malformed(String why) -> {
        assertThat(why).isNotBlank();
        assertThat(READER.read(longer, longer.length)).isInstanceOf(Malformed.class);
      }
      case Whole(ProxyHeader header, int length) -> {
        assertThat(length).isBetween(15, input.length);
        assertThat(READER.read(longer, longer.length)).isEqualTo(reading);
        assertThat(READER.read(input, length)).isEqualTo(reading);
        assertThat(READER.read(input, length - 1)).isEqualTo(NeedMore.NEED_MORE);
        assertSaidAgain(header);
      }
    }
  }

  private static void assertSaidAgain(ProxyHeader header) {
    ProxyHeader kept = header.addresses() == null ? ProxyHeader.LOCAL : header;
    byte[] binary = HeaderWriter.version2(kept);
    assertThat(READER.read(binary, binary.length)).isEqualTo(new Whole(kept, binary.length));
    byte[] line = HeaderWriter.version1(header.addresses());
    var said = new ProxyHeader(header.addresses(), ProxyHeader.Tlvs.NONE);
    assertThat(READER.read(line, line.length)).isEqualTo(new Whole(said, line.length));
  }
}
