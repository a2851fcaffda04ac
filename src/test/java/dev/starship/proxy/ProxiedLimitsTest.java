package dev.starship.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.Eventually;
import dev.starship.address.Address;
import dev.starship.admission.AdmissionSettings;
import dev.starship.admission.Limit;
import dev.starship.ending.Ending;
import dev.starship.preread.ClientHelloBytes;
import dev.starship.proxyprotocol.HeaderWriter;
import dev.starship.proxyprotocol.ProxyHeader;
import dev.starship.proxyprotocol.ProxyHeader.Addresses;
import dev.starship.transport.Transport;
import java.io.IOException;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Behind a proxy, limits count the clients that it tells of, and never the proxy itself.
@ParameterizedClass
@MethodSource("dev.starship.proxy.BothTransports#all")
class ProxiedLimitsTest {
  private static final int INTERNAL_ERROR = 80;
  private static final int UNRECOGNIZED_NAME = 112;
  private static final byte[] HELLO = ClientHelloBytes.helloTo("a.com").build();
  private static final byte[] ITSELF = HeaderWriter.version2(ProxyHeader.LOCAL);
  private static final byte[] ONE = client("192.0.2.1:1001");
  private static final byte[] ONE_AGAIN = client("192.0.2.1:1002");
  private static final byte[] OTHER = client("192.0.2.2:1001");

  private final Transport transport;

  ProxiedLimitsTest(Transport transport) {
    this.transport = transport;
  }

  private static byte[] client(String address) {
    Address destination = Address.parse("198.51.100.2:443").orElseThrow();
    return HeaderWriter.version1(new Addresses(Address.parse(address).orElseThrow(), destination));
  }

  private RunningProxy proxy(AdmissionSettings settings, TestBackend backend) {
    RunningProxy.Options options =
        RunningProxy.Options.DEFAULT.onOneLoop().behind("127.0.0.0/8").with(settings);
    return new RunningProxy(transport, options).route("a.com", backend.port());
  }

  /// A session of whom `header` tells, which was served and stays.
  private static Socket served(RunningProxy proxy, byte[] header) throws IOException {
    Socket client = proxy.connect();
    client.getOutputStream().write(ClientHelloBytes.concat(header, HELLO));
    assertThat(client.getInputStream().readNBytes(HELLO.length)).isEqualTo(HELLO);
    return client;
  }

  /// The alert that one gets who asks for `host`.
  private static int alert(RunningProxy proxy, byte[] header, String host) throws IOException {
    try (Socket client = proxy.connect()) {
      byte[] hello = ClientHelloBytes.helloTo(host).build();
      client.getOutputStream().write(ClientHelloBytes.concat(header, hello));
      byte[] alert = client.getInputStream().readAllBytes();
      assertThat(alert).hasSize(7);
      return alert[6];
    }
  }

  @Test
  void sessionsCountForTheClientThatTheHeaderTellsOf() throws Exception {
    try (TestBackend backend = TestBackend.echo();
        RunningProxy proxy = proxy(new AdmissionSettings(0, 1, 0, 0, 0, 0), backend)) {
      try (Socket one = served(proxy, ONE);
          Socket other = served(proxy, OTHER)) {
        assertThat(alert(proxy, ONE_AGAIN, "a.com")).isEqualTo(INTERNAL_ERROR);
        assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.CLIENT_OVER_LIMIT);
        assertThat(alert(proxy, OTHER, "a.com")).isEqualTo(INTERNAL_ERROR);
        assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.CLIENT_OVER_LIMIT);
        assertThat(proxy.proxy().admission().clients()).isEqualTo(2);
        assertThat(proxy.proxy().admission().refusals(Limit.CLIENT)).isEqualTo(2);
        one.shutdownOutput();
        assertThat(one.getInputStream().readAllBytes()).isEmpty();
        assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.COMPLETED);
        try (Socket again = served(proxy, ONE_AGAIN)) {
          assertThat(again.getInputStream().available()).isZero();
        }
        assertThat(other.isConnected()).isTrue();
      }
    }
  }

  @Test
  void aProxyThatSpeaksForItselfHasAsManySessionsAsItLikes() throws Exception {
    try (TestBackend backend = TestBackend.echo();
        RunningProxy proxy = proxy(new AdmissionSettings(0, 1, 0, 0, 0, 0), backend);
        Socket first = served(proxy, ITSELF);
        Socket second = served(proxy, ITSELF);
        Socket third = served(proxy, ITSELF)) {
      assertThat(proxy.proxy().openSessions()).isEqualTo(3);
      assertThat(proxy.proxy().admission().clients()).isZero();
      assertThat(first.isConnected() && second.isConnected() && third.isConnected()).isTrue();
    }
  }

  @Test
  void unknownHostsCountForTheClientAndNeverForTheProxy() throws Exception {
    int allowed = 3;
    try (TestBackend backend = TestBackend.echo();
        RunningProxy proxy = proxy(new AdmissionSettings(0, 0, 0, 0, allowed, 0), backend)) {
      for (int i = 0; i < 4 * allowed; i++) {
        assertThat(alert(proxy, ITSELF, "x" + i + ".example")).isEqualTo(UNRECOGNIZED_NAME);
      }
      for (int i = 0; i < allowed; i++) {
        assertThat(alert(proxy, ONE, "y" + i + ".example")).isEqualTo(UNRECOGNIZED_NAME);
      }
      assertThat(proxy.proxy().admission().refusals(Limit.UNKNOWN_HOSTS)).isZero();
      assertThat(alert(proxy, ONE_AGAIN, "z.example")).isEqualTo(INTERNAL_ERROR);
      assertThat(proxy.proxy().admission().refusals(Limit.UNKNOWN_HOSTS)).isEqualTo(1);
      assertThat(alert(proxy, OTHER, "z.example")).isEqualTo(UNRECOGNIZED_NAME);
      assertThat(alert(proxy, ITSELF, "z.example")).isEqualTo(UNRECOGNIZED_NAME);
    }
  }

  @Test
  void anOpeningThatCameWithTheHeaderTakesMemoryToo() throws Exception {
    byte[] begun = ("GET / HTTP/1.1\r\nHost: a.com\r\nX: " + "x".repeat(6_000)).getBytes(US_ASCII);
    try (TestBackend backend = TestBackend.echo();
        RunningProxy proxy = proxy(new AdmissionSettings(0, 0, 0, 0, 0, 8_000), backend);
        Socket one = proxy.connect()) {
      one.getOutputStream().write(ClientHelloBytes.concat(ONE, begun));
      Eventually.sees(
          "the opening is counted",
          () -> proxy.proxy().openingMemoryBytes(),
          bytes -> bytes >= begun.length);
      try (Socket other = proxy.connect()) {
        other.getOutputStream().write(ClientHelloBytes.concat(OTHER, begun));
        assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.OVERLOADED);
      }
    }
  }
}
