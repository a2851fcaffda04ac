package dev.starship.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.address.Address;
import dev.starship.ending.Ending;
import dev.starship.events.SessionEnd;
import dev.starship.preread.ClientHelloBytes;
import dev.starship.preread.PrereadLimits;
import dev.starship.proxyprotocol.HeaderReader;
import dev.starship.proxyprotocol.HeaderReading;
import dev.starship.proxyprotocol.HeaderWriter;
import dev.starship.proxyprotocol.ProxyHeader;
import dev.starship.proxyprotocol.ProxyHeader.Addresses;
import dev.starship.proxyprotocol.ProxyHeader.Tlvs;
import dev.starship.proxyprotocol.ProxyProtocolLimits;
import dev.starship.routing.Backend;
import dev.starship.routing.ProxyVersion;
import dev.starship.transport.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// What a proxy in front says of the client, and what a backend is told.
@ParameterizedClass
@MethodSource("dev.starship.proxy.BothTransports#alsoWithShortTransfers")
class ProxyHeaderTest {
  private static final byte[] HELLO = ClientHelloBytes.helloTo("a.com").build();
  private static final byte[] REQUEST =
      "GET / HTTP/1.1\r\nHost: a.com\r\nConnection: close\r\n\r\n".getBytes(ISO_8859_1);
  private static final byte[] KEPT_ALIVE =
      "GET / HTTP/1.1\r\nHost: a.com\r\n\r\n".getBytes(ISO_8859_1);
  private static final byte[] NO_CONTENT = "HTTP/1.1 204 No Content\r\n\r\n".getBytes(ISO_8859_1);
  static final Addresses TOLD =
      new Addresses(
          Address.parse("192.0.2.1:56324").orElseThrow(),
          Address.parse("198.51.100.2:443").orElseThrow());
  private static final byte[] FROM_TOLD = HeaderWriter.version1(TOLD);
  static final RunningProxy.Options BEHIND = RunningProxy.Options.DEFAULT.behind("127.0.0.0/8");

  private final Transport transport;

  ProxyHeaderTest(Transport transport) {
    this.transport = transport;
  }

  /// The header that `received` begins with; the hello follows.
  static ProxyHeader header(byte[] received) {
    HeaderReader reader = new HeaderReader(ProxyProtocolLimits.DEFAULT);
    HeaderReading reading = reader.read(received, received.length);
    assertThat(reading).isInstanceOf(HeaderReading.Whole.class);
    HeaderReading.Whole whole = (HeaderReading.Whole) reading;
    assertThat(Arrays.copyOfRange(received, whole.length(), received.length)).isEqualTo(HELLO);
    return whole.header();
  }

  private static String readLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
      line.append((char) next);
    }
    return line.toString();
  }

  private static void send(Socket client, byte[]... parts) throws IOException {
    client.getOutputStream().write(ClientHelloBytes.concat(parts));
    client.shutdownOutput();
    assertThat(client.getInputStream().readAllBytes()).asString(ISO_8859_1).isEqualTo("alpha");
  }

  /// Waits until the connection is closed from the other side, in whatever way.
  private static void awaitClose(Socket client) throws IOException {
    try {
      assertThat(client.getInputStream().readAllBytes()).isEmpty();
    } catch (SocketException reset) {
      assertThat(reset).hasMessageContaining("reset");
    }
  }

  @Test
  void tellsABackendThatWantsVersion1WhoTheClientIs() throws Exception {
    try (TestBackend backend = TestBackend.recording("alpha");
        RunningProxy proxy =
            new RunningProxy(transport).route("a.com", backend.port(), ProxyVersion.V1);
        Socket client = proxy.connect()) {
      send(client, HELLO);
      ProxyHeader header = header(backend.nextReceived());
      Address own = new Address(proxy.address().ip(), client.getLocalPort());
      assertThat(header).isEqualTo(new ProxyHeader(new Addresses(own, proxy.address()), Tlvs.NONE));
    }
  }

  @Test
  void tellsABackendThatWantsVersion2AlsoHostSessionAndItself() throws Exception {
    try (TestBackend backend = TestBackend.recording("alpha");
        RunningProxy proxy =
            new RunningProxy(transport).route("a.com", backend.port(), ProxyVersion.V2);
        Socket client = proxy.connect()) {
      send(client, HELLO);
      ProxyHeader header = header(backend.nextReceived());
      SessionEnd end = proxy.nextEnd();
      assertThat(header.addresses()).isEqualTo(new Addresses(end.client(), proxy.address()));
      assertThat(header.tlvs())
          .isEqualTo(new Tlvs(null, "a.com", end.session(), List.of(RunningProxy.NODE), false));
    }
  }

  @Test
  void tellsTheBackendOfARequestTheProtocolInside() throws Exception {
    var told = new CompletableFuture<HeaderReading>();
    TestBackend.Script script =
        connection -> {
          byte[] first = connection.getInputStream().readNBytes(16);
          byte[] rest = connection.getInputStream().readNBytes(first[15] & 0xFF);
          byte[] header = ClientHelloBytes.concat(first, rest);
          told.complete(new HeaderReader(ProxyProtocolLimits.DEFAULT).read(header, header.length));
          TestBackend.readHead(connection.getInputStream());
          connection
              .getOutputStream()
              .write("HTTP/1.1 204 No Content\r\n\r\n".getBytes(ISO_8859_1));
        };
    try (TestBackend backend = TestBackend.running(script);
        RunningProxy proxy =
            new RunningProxy(transport).route("a.com", backend.port(), ProxyVersion.V2);
        Socket client = proxy.connect()) {
      client.getOutputStream().write(REQUEST);
      assertThat(client.getInputStream().readAllBytes()).asString(ISO_8859_1).contains(" 204 ");
      assertThat(told.get()).isInstanceOf(HeaderReading.Whole.class);
      assertThat(((HeaderReading.Whole) told.get()).header().tlvs().alpn()).isEqualTo("http/1.1");
    }
  }

  @Test
  void keepsAConnectionThatBeganWithAHeaderForItsOwnClient() throws Exception {
    var headers = new LinkedBlockingQueue<String>();
    TestBackend.Script script =
        connection -> {
          headers.add(readLine(connection.getInputStream()));
          while (TestBackend.readHead(connection.getInputStream()).length > 0) {
            connection.getOutputStream().write(NO_CONTENT);
          }
        };
    try (TestBackend backend = TestBackend.running(script);
        RunningProxy proxy =
            new RunningProxy(transport, RunningProxy.Options.DEFAULT.onOneLoop())
                .route("a.com", backend.port(), ProxyVersion.V1)) {
      for (int clients = 1; clients <= 2; clients++) {
        try (Socket client = proxy.connect()) {
          for (int requests = 0; requests < 3; requests++) {
            client.getOutputStream().write(KEPT_ALIVE);
            assertThat(TestBackend.readHead(client.getInputStream()))
                .asString(ISO_8859_1)
                .startsWith("HTTP/1.1 204 ");
          }
        }
        assertThat(backend.connections()).isEqualTo(clients);
      }
      assertThat(headers).hasSize(2).allMatch(line -> line.startsWith("PROXY TCP4 127.0.0.1 "));
    }
  }

  @Test
  void tellsTheCatchAllTooAsTheConfigurationSays() throws Exception {
    try (TestBackend backend = TestBackend.recording("alpha")) {
      BackendSettings defaults = BackendSettings.DEFAULT;
      var wantsHeader =
          new BackendSettings(
              defaults.tlsPort(),
              defaults.httpPort(),
              defaults.connectTimeout(),
              defaults.idleTimeout(),
              defaults.responseTimeout(),
              defaults.halfClosedTimeout(),
              defaults.balance(),
              defaults.health(),
              ProxyVersion.V1);
      var catchAll =
          new UnknownSettings(Backend.parse("127.0.0.1:" + backend.port()).orElseThrow(), null);
      RunningProxy.Options options = RunningProxy.Options.DEFAULT.with(wantsHeader).with(catchAll);
      try (RunningProxy proxy = new RunningProxy(transport, options);
          Socket client = proxy.connect()) {
        send(client, HELLO);
        assertThat(header(backend.nextReceived()).addresses()).isNotNull();
      }
    }
  }

  @Test
  void takesTheClientFromTheHeaderOfATrustedProxyAndPassesItOn() throws Exception {
    try (TestBackend backend = TestBackend.recording("alpha");
        RunningProxy proxy =
            new RunningProxy(transport, BEHIND).route("a.com", backend.port(), ProxyVersion.V2);
        Socket client = proxy.connect()) {
      send(client, FROM_TOLD, HELLO);
      assertThat(header(backend.nextReceived()).addresses()).isEqualTo(TOLD);
      SessionEnd end = proxy.nextEnd();
      assertThat(end.client()).isEqualTo(TOLD.client());
      assertThat(end.listener()).isEqualTo(proxy.address());
      assertThat(end.ending()).isEqualTo(Ending.COMPLETED);
    }
  }

  @Test
  void tellsTheBackendOfARequestWhichPortTheHeaderTells() throws Exception {
    try (TestBackend backend = TestBackend.saying("alpha");
        RunningProxy proxy = new RunningProxy(transport, BEHIND).route("a.com", backend.port())) {
      for (byte[] header : List.of(FROM_TOLD, HeaderWriter.version2(ProxyHeader.LOCAL))) {
        try (TestClient client = proxy.client()) {
          client.send(new String(header, ISO_8859_1)).get("a.com", "/").response();
        }
      }
      assertThat(backend.nextReceived())
          .asString(ISO_8859_1)
          .contains("\r\nX-Forwarded-For: 192.0.2.1\r\n", "\r\nX-Forwarded-Port: 443\r\n");
      assertThat(backend.nextReceived())
          .asString(ISO_8859_1)
          .contains("\r\nX-Forwarded-Port: " + proxy.address().port() + "\r\n");
    }
  }

  @Test
  void sendsABackendThatWantsNoHeaderNone() throws Exception {
    try (TestBackend backend = TestBackend.recording("alpha");
        RunningProxy proxy = new RunningProxy(transport, BEHIND).route("a.com", backend.port());
        Socket client = proxy.connect()) {
      send(client, FROM_TOLD, HELLO);
      assertThat(backend.nextReceived()).isEqualTo(HELLO);
    }
  }

  @Test
  void takesAHeaderInSingleBytes() throws Exception {
    byte[] header =
        HeaderWriter.version2(
            new ProxyHeader(TOLD, new Tlvs("h2", "a.com", "1", List.of(1L), false)));
    try (TestBackend backend = TestBackend.recording("alpha");
        RunningProxy proxy = new RunningProxy(transport, BEHIND).route("a.com", backend.port());
        Socket client = proxy.connect()) {
      client.setTcpNoDelay(true);
      OutputStream out = client.getOutputStream();
      for (int i = 0; i < header.length; i++) {
        out.write(header[i]);
        proxy.awaitBytesRead(i + 1L);
      }
      send(client, HELLO);
      assertThat(proxy.nextEnd().client()).isEqualTo(TOLD.client());
    }
  }

  @Test
  void takesAHeaderThatIsLongerThanAnOpeningMayBe() throws Exception {
    byte[] header = HeaderWriter.version2(new ProxyHeader(TOLD, Tlvs.NONE));
    int noop = 2_000;
    byte[] padded = Arrays.copyOf(header, header.length + 3 + noop);
    padded[header.length] = 4;
    ByteBuffer.wrap(padded)
        .putShort(header.length + 1, (short) noop)
        .putShort(14, (short) (padded.length - 16));
    RunningProxy.Options little = BEHIND.with(new PrereadLimits(RunningProxy.PATIENCE, 1_024));
    try (TestBackend backend = TestBackend.recording("alpha");
        RunningProxy proxy = new RunningProxy(transport, little).route("a.com", backend.port());
        Socket client = proxy.connect()) {
      send(client, padded, HELLO);
      assertThat(proxy.nextEnd().client()).isEqualTo(TOLD.client());
    }
  }

  @Test
  void keepsTheRealPeerWhenAProxySpeaksForItself() throws Exception {
    try (TestBackend backend = TestBackend.recording("alpha");
        RunningProxy proxy =
            new RunningProxy(transport, BEHIND).route("a.com", backend.port(), ProxyVersion.V1)) {
      for (byte[] header :
          List.of(HeaderWriter.version1(null), HeaderWriter.version2(ProxyHeader.LOCAL))) {
        try (Socket client = proxy.connect()) {
          send(client, header, HELLO);
          Address own = new Address(proxy.address().ip(), client.getLocalPort());
          assertThat(header(backend.nextReceived()).addresses())
              .isEqualTo(new Addresses(own, proxy.address()));
          assertThat(proxy.nextEnd().client()).isEqualTo(own);
        }
      }
    }
  }

  @Test
  void countsAProbeOfAProxyAsSilent() throws Exception {
    try (RunningProxy proxy = new RunningProxy(transport, BEHIND);
        Socket client = proxy.connect()) {
      client.getOutputStream().write(HeaderWriter.version2(ProxyHeader.LOCAL));
      client.shutdownOutput();
      awaitClose(client);
      assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.SILENT);
    }
  }

  @Test
  void refusesWhoIsNotTrustedWhateverItSends() throws Exception {
    RunningProxy.Options behindOthers = RunningProxy.Options.DEFAULT.behind("10.0.0.0/8", "::1");
    try (TestBackend backend = TestBackend.recording("alpha");
        RunningProxy proxy =
            new RunningProxy(transport, behindOthers).route("a.com", backend.port())) {
      for (byte[] first : List.of(ClientHelloBytes.concat(FROM_TOLD, HELLO), HELLO)) {
        try (Socket client = proxy.connect()) {
          client.getOutputStream().write(first);
          awaitClose(client);
          assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.UNTRUSTED_PROXY);
        }
      }
      assertThat(backend.connections()).isZero();
    }
  }

  @Test
  void neverTakesAnythingElseForAHeader() throws Exception {
    byte[] line = "PROXY TCP4 192.0.2.1 198.51.100.2 56324 443 \r\n".getBytes(ISO_8859_1);
    try (TestBackend backend = TestBackend.recording("alpha");
        RunningProxy proxy = new RunningProxy(transport, BEHIND).route("a.com", backend.port())) {
      for (byte[] first : List.of(HELLO, REQUEST, ClientHelloBytes.concat(line, HELLO))) {
        try (Socket client = proxy.connect()) {
          client.getOutputStream().write(first);
          awaitClose(client);
          assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.MALFORMED_PROXY_HEADER);
        }
      }
      assertThat(backend.connections()).isZero();
    }
  }

  @Test
  void takesAHeaderForAnOpeningWhereNoneIsExpected() throws Exception {
    try (RunningProxy proxy = new RunningProxy(transport);
        Socket client = proxy.connect()) {
      client.getOutputStream().write(ClientHelloBytes.concat(FROM_TOLD, HELLO));
      assertThat(client.getInputStream().readAllBytes())
          .asString(ISO_8859_1)
          .startsWith("HTTP/1.1 400 ");
      assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.MALFORMED_OPENING);
    }
  }

  @Test
  void waitsForAHeaderNoLongerThanForAnOpening() throws Exception {
    RunningProxy.Options impatient =
        BEHIND.with(new PrereadLimits(Duration.ofMillis(200), 64 * 1024));
    try (RunningProxy proxy = new RunningProxy(transport, impatient);
        Socket client = proxy.connect()) {
      client.getOutputStream().write(Arrays.copyOf(FROM_TOLD, 20));
      awaitClose(client);
      assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.PREREAD_TIMEOUT);
    }
  }

  @Test
  void endsAConnectionThatHasBeenHereBefore() throws Exception {
    var through = new Tlvs(null, null, null, List.of(1L, RunningProxy.NODE), false);
    var elsewhere = new Tlvs(null, null, null, List.of(1L, 2L), false);
    try (TestBackend backend = TestBackend.recording("alpha");
        RunningProxy proxy =
            new RunningProxy(transport, BEHIND).route("a.com", backend.port(), ProxyVersion.V2)) {
      try (Socket client = proxy.connect()) {
        client.getOutputStream().write(HeaderWriter.version2(new ProxyHeader(TOLD, through)));
        client.getOutputStream().write(HELLO);
        awaitClose(client);
        assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.LOOP_DETECTED);
      }
      try (Socket client = proxy.connect()) {
        send(client, HeaderWriter.version2(new ProxyHeader(TOLD, elsewhere)), HELLO);
        assertThat(Objects.requireNonNull(header(backend.nextReceived())).tlvs().nodes())
            .containsExactly(1L, 2L, RunningProxy.NODE);
      }
    }
  }
}
