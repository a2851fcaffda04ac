package dev.starship.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.preread.ClientHelloBytes;
import dev.starship.proxyprotocol.HeaderWriter;
import dev.starship.proxyprotocol.ProxyHeader;
import dev.starship.proxyprotocol.ProxyHeader.Tlvs;
import dev.starship.routing.Action;
import dev.starship.routing.ProxyVersion;
import dev.starship.transport.Transport;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Where a proxy in front ends TLS and tells so in its PROXY header (PP2_TYPE_SSL, section 2.2.6 of
/// the specification), what comes as plain HTTP has come by HTTPS.
@ParameterizedClass
@MethodSource("dev.starship.proxy.BothTransports#all")
class TlsInFrontTest {
  private final Transport transport;

  TlsInFrontTest(Transport transport) {
    this.transport = transport;
  }

  private static String header(boolean overTls) {
    Tlvs tlvs = new Tlvs(null, null, null, List.of(), overTls);
    return new String(
        HeaderWriter.version2(new ProxyHeader(ProxyHeaderTest.TOLD, tlvs)), ISO_8859_1);
  }

  private static String response(RunningProxy proxy, boolean overTls) throws Exception {
    try (TestClient client = proxy.client()) {
      return client.send(header(overTls)).get("a.com", "/").response();
    }
  }

  @Test
  void redirectsOnlyWhatHasNotComeOverTls() throws Exception {
    try (TestBackend backend = TestBackend.saying("alpha");
        RunningProxy proxy =
            new RunningProxy(transport, ProxyHeaderTest.BEHIND)
                .answer("a.com", RefusalTest.known(backend, Action.FORWARD, null, true))) {
      assertThat(response(proxy, true)).endsWith("alpha GET /");
      assertThat(response(proxy, false)).startsWith("HTTP/1.1 308 ");
    }
  }

  @Test
  void tellsTheBackendOfARequestThatItCameOverTls() throws Exception {
    try (TestBackend backend = TestBackend.saying("alpha");
        RunningProxy proxy =
            new RunningProxy(transport, ProxyHeaderTest.BEHIND).route("a.com", backend.port())) {
      response(proxy, true);
      response(proxy, false);
      assertThat(backend.nextReceived())
          .asString(ISO_8859_1)
          .contains("\r\nX-Forwarded-Proto: https\r\n", ";proto=https\r\n");
      assertThat(backend.nextReceived())
          .asString(ISO_8859_1)
          .contains("\r\nX-Forwarded-Proto: http\r\n", ";proto=http\r\n");
    }
  }

  @Test
  void passesItOnInThePROXYHeader() throws Exception {
    byte[] hello = ClientHelloBytes.helloTo("a.com").build();
    try (TestBackend backend = TestBackend.recording("alpha");
        RunningProxy proxy =
            new RunningProxy(transport, ProxyHeaderTest.BEHIND)
                .route("a.com", backend.port(), ProxyVersion.V2);
        TestClient client = proxy.client()) {
      client.send(header(true)).send(new String(hello, ISO_8859_1)).finish();
      assertThat(ProxyHeaderTest.header(backend.nextReceived()).tlvs().overTls()).isTrue();
    }
  }
}
