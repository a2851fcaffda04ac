package dev.starship.http;

import static dev.starship.http.HeadTexts.HOP;
import static dev.starship.http.HeadTexts.head;
import static dev.starship.http.HeadTexts.request;
import static dev.starship.http.HeadTexts.withoutOwn;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The head that a backend gets: RFC 9110 section 7.6, RFC 9112 section 3.2.
class RequestForBackendTest {
  private static String sent(String... lines) {
    return withoutOwn(HeadTexts.sent(request(lines), HOP));
  }

  @Test
  void keepsWhatIsForTheBackend() {
    assertThat(
            sent(
                "PUT /a?b HTTP/1.1",
                "Accept:  */*",
                "HOST: A.com:81",
                "Content-Length: 3",
                "x: 1",
                "x: \u00FF"))
        .isEqualTo(
            head(
                "PUT /a?b HTTP/1.1",
                "Accept: */*",
                "HOST: A.com:81",
                "Content-Length: 3",
                "x: 1",
                "x: \u00FF"));
  }

  @Test
  void staysHttp10() {
    assertThat(sent("GET / HTTP/1.0", "Connection: keep-alive")).isEqualTo(head("GET / HTTP/1.0"));
  }

  @Test
  void asksForACloseWhereTheBackendMustNotKeepItsConnection() {
    Hop last = new Hop(HOP.sender(), "id-1", false, "starship-1");
    assertThat(withoutOwn(HeadTexts.sent(request("GET / HTTP/1.1", "Host: a.com"), last)))
        .isEqualTo(head("GET / HTTP/1.1", "Host: a.com", "Connection: close"));
  }

  /// A client that names such a field in Connection wants it gone behind the point where it was
  /// checked.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization",
        "Cookie",
        "Origin",
        "Via",
        "Content-Type",
        "Content-Encoding",
        "Cache-Control"
      })
  void neverLosesAFieldThatProtectsBecauseConnectionNamesIt(String name) {
    assertThat(sent("GET / HTTP/1.1", "Host: a.com", "Connection: " + name, name + ": x"))
        .isEqualTo(head("GET / HTTP/1.1", "Host: a.com", name + ": x"));
  }

  @Test
  void removesWhatIsForThisConnectionOnly() {
    assertThat(
            sent(
                "GET / HTTP/1.1",
                "Host: a.com",
                "Connection: keep-alive, X-Private",
                "Keep-Alive: 5",
                "Proxy-Connection: keep-alive",
                "TE: trailers",
                "x-PRIVATE: 1",
                "Upgrade: h2c",
                "HTTP2-Settings: AAMAAABk",
                "Connection: upgrade, http2-settings, other",
                "Other: 2",
                "Trailer: X-Sum",
                "X-Public: 3"))
        .isEqualTo(head("GET / HTTP/1.1", "Host: a.com", "Trailer: X-Sum", "X-Public: 3"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Connection: TE|TE: trailers",
        "connection: keep-alive, te|te: Trailers",
        "TE: gzip;q=0.5, trailers|TE: deflate|Connection: close|Connection: TE"
      })
  void tellsThatItsClientTakesTrailersAndNothingElseOfTe(String lines) {
    assertThat(sent(("GET / HTTP/1.1|Host: a.com|" + lines).split("\\|")))
        .isEqualTo(head("GET / HTTP/1.1", "Host: a.com", "Connection: TE", "TE: trailers"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TE: trailers",
        "Connection: TE",
        "Connection: TE|TE:",
        "Connection: TE|TE: gzip",
        "Connection: TE|TE: trailers;q=0",
        "Connection: TE|TE: xtrailers"
      })
  void tellsOfNoTrailersWhereItsClientDoesNot(String lines) {
    assertThat(sent(("GET / HTTP/1.1|Host: a.com|" + lines).split("\\|")))
        .isEqualTo(head("GET / HTTP/1.1", "Host: a.com"));
    assertThat(sent("GET / HTTP/1.0", "Host: a.com", "Connection: TE", "TE: trailers"))
        .isEqualTo(head("GET / HTTP/1.0", "Host: a.com"));
  }

  @Test
  void keepsTheFraming() {
    assertThat(sent("POST / HTTP/1.1", "Host: a.com", "transfer-encoding: Chunked"))
        .isEqualTo(head("POST / HTTP/1.1", "Host: a.com", "transfer-encoding: Chunked"));
  }

  @ParameterizedTest
  @CsvSource({
    "GET, http://B.com, /",
    "GET, http://B.com/, /",
    "GET, HTTPS://B.com/x/../y?z=http://a/, /x/../y?z=http://a/",
    "GET, http://B.com?x, /?x",
    "GET, http://B.com//x, //x",
    "OPTIONS, http://B.com, *",
    "OPTIONS, http://B.com/, /",
    "OPTIONS, http://B.com?x, /?x"
  })
  void rewritesAnAbsoluteTarget(String method, String target, String origin) {
    assertThat(sent(method + " " + target + " HTTP/1.1", "X: y", "Host: a.com"))
        .isEqualTo(head(method + " " + origin + " HTTP/1.1", "Host: B.com", "X: y"));
  }

  @Test
  void namesTheAuthorityOfAnAbsoluteTargetInHttp10() {
    assertThat(sent("GET http://b.com:81/x HTTP/1.0"))
        .isEqualTo(head("GET /x HTTP/1.0", "Host: b.com:81"));
  }

  @Test
  void keepsTheAsterisk() {
    assertThat(sent("OPTIONS * HTTP/1.1", "Host: a.com"))
        .isEqualTo(head("OPTIONS * HTTP/1.1", "Host: a.com"));
  }

  @Test
  void passesOnTheUpgradeToAWebSocket() {
    assertThat(
            sent(
                "GET /chat HTTP/1.1",
                "Host: a.com",
                "connection: Keep-Alive, upgrade",
                "upgrade: WebSocket",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="))
        .isEqualTo(
            head(
                "GET /chat HTTP/1.1",
                "Host: a.com",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "Connection: Upgrade",
                "Upgrade: websocket"));
  }

  @Test
  void asksForAWebSocketAlsoWithABodyOfNoBytes() {
    assertThat(
            sent(
                "GET /chat HTTP/1.1",
                "Host: a.com",
                "Connection: upgrade",
                "Upgrade: websocket",
                "Content-Length: 0"))
        .isEqualTo(
            head(
                "GET /chat HTTP/1.1",
                "Host: a.com",
                "Content-Length: 0",
                "Connection: Upgrade",
                "Upgrade: websocket"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST / HTTP/1.1|Connection: upgrade|Upgrade: websocket",
        "GET / HTTP/1.0|Connection: upgrade|Upgrade: websocket",
        "GET / HTTP/1.1|Upgrade: websocket",
        "GET / HTTP/1.1|Connection: close|Upgrade: websocket",
        "GET / HTTP/1.1|Connection: upgrade|Upgrade: h2c",
        "GET / HTTP/1.1|Connection: upgrade|Upgrade: websocket, h2c",
        "GET / HTTP/1.1|Connection: upgrade|Upgrade: websocket|Upgrade: websocket",
        "GET / HTTP/1.1|Connection: upgrade|Upgrade: websocket|Content-Length: 1",
        "GET / HTTP/1.1|Connection: upgrade|Upgrade: websocket|Transfer-Encoding: chunked"
      })
  void passesOnNoOtherUpgrade(String request) {
    RequestHead head = request((request + "|Host: a.com").split("\\|"));

    assertThat(head.asksForWebSocket()).isFalse();
    assertThat(HeadTexts.sent(head, HOP).toLowerCase(Locale.ROOT)).doesNotContain("upgrade");
  }

  @ParameterizedTest
  @CsvSource({"OPTIONS, 3, 2", "TRACE, 1, 0", "TRACE, 007, 6", "OPTIONS, 999999999, 999999998"})
  void countsTheHopsOfMethodsThatAskForHops(String method, String came, String goes) {
    assertThat(sent(method + " / HTTP/1.1", "Host: a.com", "max-forwards: " + came, "A: b"))
        .isEqualTo(head(method + " / HTTP/1.1", "Host: a.com", "A: b", "Max-Forwards: " + goes));
  }

  @ParameterizedTest
  @CsvSource({"GET, 3", "GET, 0", "OPTIONS, x", "TRACE, -1", "OPTIONS, 1000000000"})
  void leavesAllOtherCountsOfHopsAlone(String method, String came) {
    assertThat(sent(method + " / HTTP/1.1", "Host: a.com", "max-forwards: " + came, "A: b"))
        .isEqualTo(head(method + " / HTTP/1.1", "Host: a.com", "max-forwards: " + came, "A: b"));
    assertThat(request(method + " / HTTP/1.1", "Host: a.com", "max-forwards: " + came).endsHere())
        .isFalse();
  }

  @Test
  void endsWhereNoHopIsLeft() {
    assertThat(request("TRACE / HTTP/1.1", "Host: a.com", "Max-Forwards: 0").endsHere()).isTrue();
    assertThat(request("OPTIONS * HTTP/1.1", "Host: a.com", "Max-Forwards: 00").endsHere())
        .isTrue();
  }
}
