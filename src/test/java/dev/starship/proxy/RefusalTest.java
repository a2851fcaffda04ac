package dev.starship.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.address.Address;
import dev.starship.address.Cidr;
import dev.starship.address.Ip;
import dev.starship.ending.Ending;
import dev.starship.events.SessionEnd;
import dev.starship.preread.ClientHelloBytes;
import dev.starship.preread.PrereadLimits;
import dev.starship.routing.Action;
import dev.starship.routing.Backend;
import dev.starship.routing.Route;
import dev.starship.routing.RouteLimits;
import dev.starship.routing.RouteLookup;
import dev.starship.transport.Transport;
import dev.starship.transport.Unheard;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// What a client gets that gets no backend: an alert in TLS, a page in HTTP, and the right ending.
@ParameterizedClass
@MethodSource("dev.starship.proxy.BothTransports#all")
class RefusalTest {
  private static final int DECODE_ERROR = 50;
  private static final int ACCESS_DENIED = 49;
  private static final int INTERNAL_ERROR = 80;
  private static final int MISSING_EXTENSION = 109;
  private static final int UNRECOGNIZED_NAME = 112;

  private final Transport transport;

  RefusalTest(Transport transport) {
    this.transport = transport;
  }

  @Test
  void unknownHost() throws Exception {
    try (RunningProxy proxy = new RunningProxy(transport)) {
      checkAlert(proxy, hello("nobody.example"), UNRECOGNIZED_NAME, Ending.UNKNOWN_HOST);
      checkPage(proxy, get("nobody.example"), 404, Ending.UNKNOWN_HOST);
    }
  }

  @Test
  void noHost() throws Exception {
    try (RunningProxy proxy = new RunningProxy(transport)) {
      byte[] tls13 = ClientHelloBytes.hello().withVersions(0x0304).build();
      byte[] tls12 = ClientHelloBytes.hello().withVersions(0x0303).build();
      checkAlert(proxy, tls13, MISSING_EXTENSION, Ending.NO_HOST);
      checkAlert(proxy, tls12, UNRECOGNIZED_NAME, Ending.NO_HOST);
      checkAlert(proxy, hello("10.0.0.1"), UNRECOGNIZED_NAME, Ending.NO_HOST);
      checkPage(proxy, "GET / HTTP/1.0\r\n\r\n", 404, Ending.NO_HOST);
      checkPage(proxy, get("10.0.0.1"), 404, Ending.NO_HOST);
    }
  }

  @Test
  void lookupUnavailable() throws Exception {
    try (RunningProxy proxy = new RunningProxy(transport)) {
      proxy.answer("a.com", new RouteLookup.Unavailable("refused"));
      checkAlert(proxy, hello("a.com"), INTERNAL_ERROR, Ending.LOOKUP_UNAVAILABLE);
      assertThat(checkPage(proxy, get("a.com"), 503, Ending.LOOKUP_UNAVAILABLE))
          .contains("Retry-After: ");
    }
  }

  @Test
  void aLookupThatNothingCameOfHasADurationAndNoLevel() throws Exception {
    try (RunningProxy proxy = new RunningProxy(transport)) {
      proxy.answer("a.com", new RouteLookup.Unavailable("refused"));
      exchange(proxy, hello("a.com"));
      SessionEnd end = proxy.nextEnd();
      assertThat(end.lookup()).isNull();
      assertThat(end.lookupMicros()).isNotNegative();
    }
  }

  @Test
  void refusedByTheBackend() throws Exception {
    try (Socket unheard = Unheard.socket();
        RunningProxy proxy = new RunningProxy(transport).route("a.com", unheard.getLocalPort())) {
      checkAlert(proxy, hello("a.com"), INTERNAL_ERROR, Ending.BACKEND_REFUSED);
      checkPage(proxy, get("a.com"), 502, Ending.BACKEND_REFUSED);
    }
  }

  @Test
  void connectTimedOut() throws Exception {
    BackendSettings impatient =
        RunningProxy.backends(Duration.ofMillis(200), Duration.ofHours(1), Duration.ofSeconds(60));
    RunningProxy.Options options = RunningProxy.Options.DEFAULT.with(impatient);
    try (FullBacklog full = new FullBacklog();
        RunningProxy proxy = new RunningProxy(transport, options).route("a.com", full.port())) {
      checkAlert(proxy, hello("a.com"), INTERNAL_ERROR, Ending.BACKEND_CONNECT_TIMEOUT);
      checkPage(proxy, get("a.com"), 504, Ending.BACKEND_CONNECT_TIMEOUT);
    }
  }

  @Test
  void resetBeforeAnyAnswer() throws Exception {
    try (TestBackend backend =
            TestBackend.running(connection -> {
              connection.getInputStream().read();
              connection.setSoLinger(true, 0);
            });
        RunningProxy proxy = new RunningProxy(transport).route("a.com", backend.port())) {
      checkAlert(proxy, hello("a.com"), INTERNAL_ERROR, Ending.BACKEND_RESET);
      checkPage(proxy, get("a.com"), 502, Ending.BACKEND_RESET);
    }
  }

  @Test
  void backendNotAllowed() throws Exception {
    try (TestBackend backend = TestBackend.echo();
        RunningProxy proxy =
            new RunningProxy(transport, RunningProxy.Options.DEFAULT.allowing("10.0.0.0/8"))
                .route("a.com", backend.port())) {
      checkAlert(proxy, hello("a.com"), INTERNAL_ERROR, Ending.BACKEND_NOT_ALLOWED);
      checkPage(proxy, get("a.com"), 502, Ending.BACKEND_NOT_ALLOWED);
      assertThat(backend.connections()).isZero();
    }
  }

  @Test
  void aRouteToStarshipItselfIsNotAllowed() throws Exception {
    try (RunningProxy proxy = new RunningProxy(transport)) {
      proxy.route("a.com", proxy.address().port());
      checkAlert(proxy, hello("a.com"), INTERNAL_ERROR, Ending.BACKEND_NOT_ALLOWED);
    }
  }

  @Test
  void malformedOpening() throws Exception {
    try (RunningProxy proxy = new RunningProxy(transport)) {
      byte[] wrongHandshake = ClientHelloBytes.record(22, new byte[] {2, 0, 0, 1, 0});
      checkAlert(proxy, wrongHandshake, DECODE_ERROR, Ending.MALFORMED_OPENING);
      checkPage(proxy, "GET / HTTP/1.1\r\nHost : a.com\r\n\r\n", 400, Ending.MALFORMED_OPENING);
      checkPage(proxy, "GET / HTTP/1.1\r\n\r\n", 400, Ending.MALFORMED_OPENING);
      checkPage(proxy, "GET /" + "x".repeat(9_000) + " HTTP/1.1\r\n", 414, Ending.TARGET_TOO_LONG);
    }
  }

  @Test
  void aMalformedRequestIsToldInTheWayItAskedFor() throws Exception {
    try (RunningProxy proxy = new RunningProxy(transport)) {
      String asJson = "GET / HTTP/1.1\r\nAccept: application/json\r\n\r\n";
      assertThat(checkPage(proxy, asJson, 400, Ending.MALFORMED_OPENING))
          .contains("Content-Type: application/json", "\"malformed_opening\"");
      byte[] head = "HEAD / HTTP/1.1\r\n\r\n".getBytes(ISO_8859_1);
      assertThat(new String(exchange(proxy, head), ISO_8859_1))
          .startsWith("HTTP/1.1 400 ")
          .containsOnlyOnce("\r\n\r\n")
          .endsWith("\r\n\r\n");
    }
  }

  @Test
  void routesThatDoNotForward() throws Exception {
    try (RunningProxy proxy = new RunningProxy(transport)) {
      proxy.answer("r.com", route(Action.REDIRECT, "https://elsewhere.example/there"));
      proxy.answer("m.com", route(Action.MAINTENANCE, null));
      proxy.answer("s.com", route(Action.SUSPENDED, null));
      proxy.answer("g.com", route(Action.GONE, null));
      checkAlert(proxy, hello("r.com"), UNRECOGNIZED_NAME, Ending.REDIRECTED);
      checkAlert(proxy, hello("m.com"), INTERNAL_ERROR, Ending.MAINTENANCE);
      checkAlert(proxy, hello("s.com"), ACCESS_DENIED, Ending.SUSPENDED);
      checkAlert(proxy, hello("g.com"), UNRECOGNIZED_NAME, Ending.GONE);
      assertThat(checkPage(proxy, get("r.com"), 302, Ending.REDIRECTED))
          .contains("Location: https://elsewhere.example/there\r\n");
      checkPage(proxy, get("m.com"), 503, Ending.MAINTENANCE);
      checkPage(proxy, get("s.com"), 403, Ending.SUSPENDED);
      checkPage(proxy, get("g.com"), 410, Ending.GONE);
    }
  }

  /// RFC 8555 section 8.3.
  @Test
  void theChallengeOfACertificateAuthorityReachesABackendPastARedirect() throws Exception {
    try (TestBackend backend = TestBackend.saying("challenge");
        RunningProxy proxy = new RunningProxy(transport)) {
      proxy.answer("r.com", known(backend, Action.REDIRECT, "https://elsewhere.example/", false));
      proxy.answer("s.com", known(backend, Action.FORWARD, null, true));
      proxy.answer("m.com", known(backend, Action.MAINTENANCE, null, false));
      String path = "/.well-known/acme-challenge/";
      for (String host : new String[] {"r.com", "s.com"}) {
        assertThat(TestClient.get(proxy, host, path + "to-ken_1"))
            .endsWith("GET " + path + "to-ken_1");
        for (String elsewhere : new String[] {"", "..%2f", "../x", "a/../../x", "a?b"}) {
          assertThat(TestClient.get(proxy, host, path + elsewhere)).startsWith("HTTP/1.1 30");
        }
      }
      assertThat(TestClient.get(proxy, "m.com", path + "token")).startsWith("HTTP/1.1 503 ");
    }
  }

  @Test
  void aRedirectToHttpsLeadsToAPath() throws Exception {
    try (TestBackend backend = TestBackend.saying("challenge");
        RunningProxy proxy = new RunningProxy(transport)) {
      proxy.answer("a.com", known(backend, Action.FORWARD, null, true));
      try (TestClient client = proxy.client()) {
        client.send("OPTIONS * HTTP/1.1\r\nHost: a.com\r\n\r\n");
        assertThat(client.response()).contains("Location: https://a.com/\r\n");
      }
    }
  }

  @Test
  void whatCameByHttpsToATrustedProxyIsNotRedirectedThere() throws Exception {
    String request = "GET / HTTP/1.1\r\nHost: a.com\r\nX-Forwarded-Proto: https\r\n\r\n";
    ForwardedSettings trusting =
        new ForwardedSettings(List.of(Cidr.parse("127.0.0.0/8").orElseThrow()));
    try (TestBackend backend = TestBackend.saying("alpha");
        RunningProxy trustful =
            new RunningProxy(transport, RunningProxy.Options.DEFAULT.with(trusting));
        RunningProxy distrustful = new RunningProxy(transport)) {
      for (RunningProxy proxy : List.of(trustful, distrustful)) {
        proxy.answer("a.com", known(backend, Action.FORWARD, null, true));
        assertThat(TestClient.get(proxy, "a.com", "/")).startsWith("HTTP/1.1 308 ");
      }
      try (TestClient one = trustful.client();
          TestClient other = distrustful.client()) {
        assertThat(one.send(request).response()).endsWith("alpha GET /");
        assertThat(other.send(request).response()).startsWith("HTTP/1.1 308 ");
      }
    }
  }

  static Route known(
      TestBackend backend, Action action, @Nullable String location, boolean httpsRedirect) {
    List<Backend> backends = TestBackend.inOrder(null, backend).backends();
    return new Route(
        null, action, backends, location, httpsRedirect, null, null, RouteLimits.NONE, null);
  }

  @Test
  void anOpeningThatStopsHalfway() throws Exception {
    // Long enough for the half to come in time.
    RunningProxy.Options options =
        RunningProxy.Options.DEFAULT.with(new PrereadLimits(Duration.ofSeconds(1), 65_536));
    try (RunningProxy proxy = new RunningProxy(transport, options)) {
      checkPage(proxy, "GET / HTTP/1.1\r\nHos", 408, Ending.OPENING_TIMEOUT);
      assertThat(exchange(proxy, new byte[] {22, 3, 1, 0})).isEmpty();
      assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.OPENING_TIMEOUT);
    }
  }

  /// In pieces too, whose first letter alone looks like a method's.
  @Test
  void neitherTlsNorHttp() throws Exception {
    try (RunningProxy proxy = new RunningProxy(transport);
        Socket client = proxy.connect()) {
      assertThat(exchange(proxy, "SSH-2.0-OpenSSH\r\n".getBytes(ISO_8859_1))).isEmpty();
      assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.UNKNOWN_PROTOCOL);
      client.getOutputStream().write('S');
      proxy.awaitBytesRead("SSH-2.0-OpenSSH\r\nS".length());
      client.getOutputStream().write("SH-2.0-x\r\n".getBytes(ISO_8859_1));
      assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.UNKNOWN_PROTOCOL);
      TestClient.get(proxy, "a.com", "/");
      assertThat(proxy.nextRequestEnd().part().host()).isEqualTo("a.com");
    }
  }

  @Test
  void aClientThatSaysNothingIsSilent() throws Exception {
    try (RunningProxy proxy = new RunningProxy(transport)) {
      assertThat(exchange(proxy, new byte[0])).isEmpty();
      assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.SILENT);
    }
  }

  @Test
  void unknownHostsGoToTheCatchAllIfThereIsOne() throws Exception {
    try (TestBackend backend = TestBackend.recording("caught")) {
      Backend catchAll =
          new Backend(
              "127.0.0.1", Ip.parse("127.0.0.1").orElseThrow(), backend.port(), 0, 0, 1, 0, null);
      RunningProxy.Options options =
          RunningProxy.Options.DEFAULT.allowing().with(new UnknownSettings(catchAll, null));
      try (RunningProxy proxy = new RunningProxy(transport, options)) {
        checkCaught(proxy, hello("nobody.example"));
        checkCaught(proxy, "SSH-2.0-x\r\n".getBytes(ISO_8859_1));
        assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.COMPLETED);
        assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.COMPLETED);
      }
    }
  }

  /// As the page server does when a client's last bytes cross its own.
  @Test
  void anUnknownHostStaysTheReasonHoweverThePageServerCloses() throws Exception {
    try (TestBackend pages =
        TestBackend.running(connection -> {
          connection.getInputStream().read();
          connection.getOutputStream().write("page".getBytes(ISO_8859_1));
          connection.getInputStream().readNBytes(hello("nobody.example").length);
          connection.setSoLinger(true, 0);
        })) {
      Address server = new Address(Ip.parse("127.0.0.1").orElseThrow(), pages.port());
      RunningProxy.Options options =
          RunningProxy.Options.DEFAULT.allowing().with(new UnknownSettings(null, server));
      try (RunningProxy proxy = new RunningProxy(transport, options);
          Socket client = proxy.connect()) {
        client.getOutputStream().write(hello("nobody.example"));
        assertThat(client.getInputStream().readNBytes(4)).asString().isEqualTo("page");
        client.getOutputStream().write('!');
        assertThat(proxy.nextEnd().ending()).isEqualTo(Ending.UNKNOWN_HOST);
      }
    }
  }

  @Test
  void requestsThatNeverPassAreRefusedAsTheyAre() throws Exception {
    try (TestBackend alpha = TestBackend.saying("alpha");
        RunningProxy proxy = new RunningProxy(transport).route("a.com", alpha.port())) {
      try (TestClient client = proxy.client()) {
        client.send("GET https://a.com/ HTTP/1.1\r\nHost: a.com\r\n\r\n");
        assertThat(client.response()).startsWith("HTTP/1.1 421 ").contains("misdirected_request");
        client.send("GET http://a.com/abs HTTP/1.1\r\nHost: b.com\r\n\r\n");
        assertThat(client.response()).endsWith("alpha GET /abs");
        client.send("CONNECT a.com:443 HTTP/1.1\r\nHost: a.com\r\n\r\n");
        assertThat(client.rest()).startsWith("HTTP/1.1 501 ").contains("Connection: close");
      }
      try (TestClient client = proxy.client()) {
        client.send("OPTIONS / HTTP/1.1\r\nHost: a.com\r\nMax-Forwards: 0\r\n\r\n");
        assertThat(client.rest()).startsWith("HTTP/1.1 501 ").contains("unsupported_request");
      }
      try (TestClient client = proxy.client()) {
        client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        assertThat(client.rest()).startsWith("HTTP/1.1 505 ").contains("unsupported_request");
      }
      assertThat(alpha.received()).isOne();
    }
  }

  private static void checkCaught(RunningProxy proxy, byte[] opening) throws IOException {
    try (Socket client = proxy.connect()) {
      client.getOutputStream().write(opening);
      client.shutdownOutput();
      assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo("caught");
    }
  }

  private static Route route(Action action, @Nullable String location) {
    return new Route(null, action, List.of(), location, false, null, null, RouteLimits.NONE, null);
  }

  private static byte[] hello(String host) {
    return ClientHelloBytes.hello().withServerName(host).withVersions(0x0303).build();
  }

  private static String get(String host) {
    return "GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
  }

  private static void checkAlert(RunningProxy proxy, byte[] opening, int description, Ending ending)
      throws Exception {
    assertThat(exchange(proxy, opening)).containsExactly(21, 3, 3, 0, 2, 2, description);
    assertThat(proxy.nextEnd().ending()).isEqualTo(ending);
  }

  private static String checkPage(RunningProxy proxy, String request, int status, Ending ending)
      throws Exception {
    String page = new String(exchange(proxy, request.getBytes(ISO_8859_1)), ISO_8859_1);
    assertThat(page).startsWith("HTTP/1.1 " + status + " ").contains(ending.code());
    SessionEnd end = proxy.nextEnd();
    assertThat(end.ending()).isEqualTo(ending);
    assertThat(end.status()).isEqualTo(status);
    assertThat(page).contains(end.session());
    return page;
  }

  /// What a client gets that sends `opening` and waits for the end.
  private static byte[] exchange(RunningProxy proxy, byte[] opening) throws IOException {
    try (Socket client = proxy.connect()) {
      client.getOutputStream().write(opening);
      if (opening.length == 0) {
        client.shutdownOutput();
      }
      return client.getInputStream().readAllBytes();
    }
  }
}
