package dev.starship.preread;

import static dev.starship.preread.ClientHelloBytes.concat;
import static dev.starship.preread.ClientHelloBytes.hello;
import static dev.starship.preread.ClientHelloBytes.helloTo;
import static dev.starship.preread.ClientHelloBytes.name;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.address.Host;
import dev.starship.ending.Ending;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a ClientHello tells: RFC 8446 section 4.1.2, RFC 6066 section 3, RFC 7301.
class ClientHelloTest {
  private static Opening.Tls tls(ClientHelloBytes hello) {
    return (Opening.Tls) Openings.read(hello.build());
  }

  private static String hostOf(ClientHelloBytes hello) {
    Host host = tls(hello).host();
    return host == null ? "none" : host.name();
  }

  private static void assertMalformed(byte[] bytes) {
    assertThat(Openings.read(bytes))
        .isInstanceOfSatisfying(
            Opening.Malformed.class,
            malformed -> {
              assertThat(malformed.protocol()).isEqualTo(Protocol.TLS);
              assertThat(malformed.ending()).isEqualTo(Ending.MALFORMED_OPENING);
            });
  }

  @Test
  void readsTheServerName() {
    assertThat(hostOf(helloTo("a.com"))).isEqualTo("a.com");
  }

  @Test
  void normalisesTheServerName() {
    assertThat(hostOf(helloTo("A.Com."))).isEqualTo("a.com");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.1",
        "::1",
        "[::1]",
        "",
        "a\0.com",
        "a b.com",
        "a..com",
        "*.a.com",
        "\u00E4.de",
        "a.com:443"
      })
  void takesANameThatIsNoHostAsNone(String name) {
    assertThat(hostOf(helloTo(name))).isEqualTo("none");
  }

  @Test
  void knowsNoHostWithoutServerName() {
    assertThat(hostOf(hello().withVersions(0x0304))).isEqualTo("none");
  }

  @Test
  void takesTheFirstOfSeveralHostNames() {
    assertThat(hostOf(hello().withServerNames(name(0, "a.com"), name(0, "b.com"))))
        .isEqualTo("a.com");
  }

  @Test
  void takesTheFirstHostNameEvenIfItIsNoHost() {
    assertThat(hostOf(hello().withServerNames(name(0, "::1"), name(0, "b.com")))).isEqualTo("none");
  }

  @Test
  void findsTheHostNameBehindNamesOfOtherTypes() {
    assertThat(hostOf(hello().withServerNames(name(7, "x"), name(0, "a.com"), name(9, ""))))
        .isEqualTo("a.com");
  }

  @Test
  void findsTheServerNameBehindOtherExtensions() {
    assertThat(hostOf(hello().withPadding(3000).withServerName("a.com"))).isEqualTo("a.com");
  }

  @Test
  void readsAlpnInOrder() {
    assertThat(tls(hello().withAlpn("acme-tls/1", "h2")).alpn())
        .containsExactly("acme-tls/1", "h2");
    assertThat(tls(hello()).alpn()).isEmpty();
  }

  @Test
  void keepsTheFirstThirtyTwoProtocols() {
    String[] many = IntStream.range(0, 1000).mapToObj(i -> "p" + i).toArray(String[]::new);

    assertThat(tls(hello().withAlpn(many)).alpn()).containsExactly(Arrays.copyOf(many, 32));
  }

  @Test
  void tellsWhetherTls13IsOffered() {
    assertThat(tls(hello().withVersions(0x0A0A, 0x0304, 0x0303)).offersTls13()).isTrue();
    assertThat(tls(hello().withVersions(0x0303)).offersTls13()).isFalse();
    assertThat(tls(hello()).offersTls13()).isFalse();
  }

  @Test
  void tellsWhetherEarlyDataMayFollow() {
    assertThat(tls(hello().withEarlyData()).hasEarlyData()).isTrue();
    assertThat(tls(helloTo("a.com")).hasEarlyData()).isFalse();
  }

  @Test
  void takesAHelloWithoutExtensions() {
    assertThat(hostOf(hello())).isEqualTo("none");
    assertThat(hostOf(hello().withoutExtensionsBlock())).isEqualTo("none");
  }

  @Test
  void doesNotJudgeWhatTheBackendJudges() {
    byte[] odd = helloTo("a.com").withSessionId(new byte[200]).withCipherSuites((byte) 1).build();
    odd[1] = 9;
    odd[9] = 77;

    assertThat(Openings.read(odd)).isInstanceOf(Opening.Tls.class);
  }

  @Test
  void saysWhereTheHelloEnds() {
    byte[] hello = helloTo("a.com").inRecordsOf(50).build();
    byte[] withEarlyData = concat(hello, ClientHelloBytes.record(23, new byte[100]));

    assertThat(Openings.read(withEarlyData)).isEqualTo(Openings.read(hello));
    assertThat(((Opening.Tls) Openings.read(hello)).length()).isEqualTo(hello.length);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 16, 21, 43, 0xFE0D, 4711})
  void refusesARepeatedExtension(int type) {
    byte[] content = {0, 2, 1, 'a'};
    ClientHelloBytes twice =
        type == 0 || type == 43
            ? hello().withServerName("a").withServerName("a")
            : hello().withExtension(type, content).withPadding(1).withExtension(type, content);

    assertMalformed(twice.build());
  }

  @Test
  void refusesARepeatAmongThousandsOfExtensions() {
    ClientHelloBytes many = hello();
    IntStream.range(100, 10_000).forEach(type -> many.withExtension(type));

    assertThat(Openings.read(many.build())).isInstanceOf(Opening.Tls.class);
    assertMalformed(many.withExtension(5000).build());
  }

  @Test
  void refusesBrokenServerNames() {
    assertMalformed(hello().withExtension(0).build());
    assertMalformed(hello().withExtension(0, (byte) 0, (byte) 0).build());
    assertMalformed(hello().withExtension(0, (byte) 0, (byte) 9, (byte) 0).build());
    assertMalformed(hello().withExtension(0, (byte) 0, (byte) 1, (byte) 0, (byte) 0).build());
    assertMalformed(hello().withServerNames(name(0, "a.com"), new byte[] {0, 0, 5, 'b'}).build());
    assertMalformed(
        hello()
            .withExtension(0, concat(ClientHelloBytes.sized(2, name(0, "a")), new byte[1]))
            .build());
  }

  @Test
  void refusesBrokenAlpn() {
    assertMalformed(hello().withExtension(16).build());
    assertMalformed(hello().withAlpn().build());
    assertMalformed(hello().withAlpn("h2", "").build());
    assertMalformed(hello().withExtension(16, (byte) 0, (byte) 2, (byte) 2, (byte) 'h').build());
  }

  @Test
  void refusesBrokenSupportedVersions() {
    assertMalformed(hello().withExtension(43).build());
    assertMalformed(hello().withVersions().build());
    assertMalformed(hello().withExtension(43, (byte) 3, (byte) 3, (byte) 4, (byte) 3).build());
  }

  @Test
  void refusesEveryWrongLengthOfTheExtensionsBlock() {
    byte[] message = helloTo("a.com").message();
    int lengthAt = 4 + 2 + 32 + 1 + 32 + 2 + 6 + 2;
    for (int wrong : new int[] {0, 1, message.length - lengthAt - 3, message.length, 0xFFFF}) {
      byte[] broken = message.clone();
      System.arraycopy(ClientHelloBytes.two(wrong), 0, broken, lengthAt, 2);
      assertMalformed(ClientHelloBytes.records(broken, 1 << 14));
    }
  }

  @Test
  void refusesAMessageCutAnywhereInsideTheMessage() {
    byte[] message = helloTo("a.com").message();
    int fixedPart = 4 + 2 + 32 + 1 + 32 + 2 + 6 + 2;
    for (int length = 4; length < message.length; length++) {
      byte[] cut = Arrays.copyOf(message, length);
      cut[3] = (byte) (length - 4);
      if (length == fixedPart) {
        assertThat(Openings.read(ClientHelloBytes.records(cut, 1 << 14)))
            .isInstanceOf(Opening.Tls.class);
      } else {
        assertMalformed(ClientHelloBytes.records(cut, 1 << 14));
      }
    }
  }
}
