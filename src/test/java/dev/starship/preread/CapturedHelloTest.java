package dev.starship.preread;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.address.Host;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Hellos that real clients sent, recorded on loopback.
class CapturedHelloTest {
  private static Opening.Tls tls(String name) throws IOException {
    return (Opening.Tls) Openings.read(Openings.captured(name));
  }

  @ParameterizedTest
  @CsvSource({
    "openssl-tls12, tls12.example.com, false",
    "openssl-tls13, tls13.example.com, true",
    "openssl-several-records, split.example.com, true",
    "openssl-early-data, early.example.com, true",
    "curl, curl.example.com, true",
    "chromium, chromium.example.com, true"
  })
  void namesItsHost(String name, String host, boolean offersTls13) throws IOException {
    assertThat(tls(name).host()).isEqualTo(Host.parse(host).orElseThrow());
    assertThat(tls(name).offersTls13()).isEqualTo(offersTls13);
  }

  @Test
  void namesNoHostWithoutServerName() throws IOException {
    assertThat(tls("openssl-no-sni").host()).isNull();
  }

  @Test
  void tellsTheProtocolsOffered() throws IOException {
    assertThat(tls("chromium").alpn()).isEqualTo(List.of("h2", "http/1.1"));
    assertThat(tls("openssl-tls13").alpn()).isEqualTo(List.of("h2", "http/1.1"));
    assertThat(tls("openssl-tls12").alpn()).isEmpty();
  }

  @Test
  void endsBeforeTheEarlyDataThatCameWithIt() throws IOException {
    Opening.Tls hello = tls("openssl-early-data");

    assertThat(hello.hasEarlyData()).isTrue();
    int changeCipherSpec = 0x14;
    assertThat(Openings.captured("openssl-early-data")[hello.length()])
        .isEqualTo((byte) changeCipherSpec);
  }

  @Test
  void fillsSeveralRecords() throws IOException {
    byte[] bytes = Openings.captured("openssl-several-records");

    int firstRecord = 5 + ((bytes[3] & 0xFF) << 8 | bytes[4] & 0xFF);
    assertThat(firstRecord).isLessThan(bytes.length);
    assertThat(tls("openssl-several-records").length()).isEqualTo(bytes.length);
  }
}
