package dev.starship.http;

import static dev.starship.http.HeadTexts.bytes;
import static dev.starship.http.HeadTexts.faultOf;
import static dev.starship.http.HeadTexts.head;
import static dev.starship.http.HeadTexts.readResponse;
import static dev.starship.http.HeadTexts.request;
import static dev.starship.http.HeadTexts.response;
import static dev.starship.http.HeadTexts.sent;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The head of a response: RFC 9112 sections 4 and 6.3.
class ResponseHeadReaderTest {
  private static final RequestHead GET = request("GET / HTTP/1.1", "Host: a.com");
  private static final RequestHead GET_10 = request("GET / HTTP/1.0");
  private static final RequestHead HEAD = request("HEAD / HTTP/1.1", "Host: a.com");
  private static final RequestHead WEB_SOCKET =
      request("GET / HTTP/1.1", "Host: a.com", "Connection: Upgrade", "Upgrade: websocket");

  private static HttpFault fault(RequestHead request, String... lines) {
    return faultOf(readResponse(request, head(lines)));
  }

  @Test
  void readsStatusReasonAndFields() {
    ResponseHead head = response(GET, "HTTP/1.1 404 Nicht da \u00FF", "A: b");

    assertThat(head.status()).isEqualTo(404);
    assertThat(head.reason()).isEqualTo("Nicht da \u00FF");
    assertThat(head.minorVersion()).isEqualTo(1);
    assertThat(head.fields().all()).containsExactly(new Field("A", "b"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.1 200 ", "HTTP/1.1 200"})
  void takesAnEmptyReasonWithOrWithoutItsSpace(String line) {
    assertThat(response(GET, line).reason()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1",
        "HTTP/1.1 20",
        "HTTP/1.1 2000 OK",
        "HTTP/1.1 020 OK",
        "HTTP/1.1 2x0 OK",
        "HTTP/1.1  200 OK",
        "HTTP/1.1\t200 OK",
        "HTTP/1.1 200\tOK",
        " HTTP/1.1 200 OK",
        "http/1.1 200 OK",
        "HTTP/1.x 200 OK",
        "HTTP/x.1 200 OK",
        "ICY 200 OK"
      })
  void refusesAnyOtherStatusLine(String line) {
    assertThat(fault(GET, line)).isEqualTo(HttpFault.MALFORMED_STATUS_LINE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/2.0 200 OK", "HTTP/0.9 200 OK"})
  void refusesOtherMajorVersions(String line) {
    assertThat(fault(GET, line)).isEqualTo(HttpFault.UNSUPPORTED_VERSION);
  }

  @Test
  void refusesBareLineEndsAndControlBytes() {
    assertThat(faultOf(readResponse(GET, "HTTP/1.1 200 OK\n\n"))).isEqualTo(HttpFault.BARE_LF);
    assertThat(faultOf(readResponse(GET, "HTTP/1.1 200 OK\rA"))).isEqualTo(HttpFault.BARE_CR);
    assertThat(faultOf(readResponse(GET, "HTTP/1.1 200\rA"))).isEqualTo(HttpFault.BARE_CR);
    assertThat(fault(GET, "HTTP/1.1 200 O\0K")).isEqualTo(HttpFault.CONTROL_BYTE);
    assertThat(fault(GET, "HTTP/1.1 200 OK", " A: b")).isEqualTo(HttpFault.FOLDED_FIELD);
  }

  @Test
  void endsWithTheConnectionUnlessItSaysMore() {
    assertThat(response(GET, "HTTP/1.1 200 OK").framing()).isEqualTo(new Framing.UntilClose());
    assertThat(response(GET, "HTTP/1.0 200 OK").framing()).isEqualTo(new Framing.UntilClose());
  }

  @Test
  void endsWhereLengthOrChunksSay() {
    assertThat(response(GET, "HTTP/1.1 200 OK", "Content-Length: 7").framing())
        .isEqualTo(new Framing.Length(7));
    assertThat(response(GET, "HTTP/1.1 200 OK", "Transfer-Encoding: chunked").framing())
        .isEqualTo(new Framing.Chunked());
  }

  @ParameterizedTest
  @CsvSource({"100", "103", "204", "304"})
  void hasNoBodyWithSomeStatuses(int status) {
    assertThat(response(GET, "HTTP/1.1 " + status + " x", "Content-Length: 7").framing())
        .isEqualTo(new Framing.None());
  }

  @Test
  void hasNoBodyForHead() {
    assertThat(response(HEAD, "HTTP/1.1 200 OK", "Content-Length: 7").framing())
        .isEqualTo(new Framing.None());
    assertThat(response(HEAD, "HTTP/1.1 200 OK").framing()).isEqualTo(new Framing.None());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Content-Length: 5     | Content-Length: 6          | REPEATED_CONTENT_LENGTH",
        "Content-Length: 5, 6  | A: b                       | REPEATED_CONTENT_LENGTH",
        "Content-Length: 5, 5  | Content-Length: 05         | REPEATED_CONTENT_LENGTH",
        "Content-Length: 5     | Content-Length:            | REPEATED_CONTENT_LENGTH",
        "Content-Length: 5,    | A: b                       | REPEATED_CONTENT_LENGTH",
        "Content-Length: ,5,5  | A: b                       | REPEATED_CONTENT_LENGTH",
        "Content-Length: +5,+5 | A: b                       | INVALID_CONTENT_LENGTH",
        "Content-Length: -1    | A: b                       | INVALID_CONTENT_LENGTH",
        "Content-Length: 5     | Transfer-Encoding: chunked | LENGTH_WITH_TRANSFER_ENCODING",
        "A: b                  | Transfer-Encoding: gzip    | TRANSFER_ENCODING_NOT_CHUNKED",
        "A: b                  | Connection: content-length | CONNECTION_NAMES_FRAMING"
      })
  void refusesAmbiguousFraming(String one, String other, HttpFault fault) {
    assertThat(fault(GET, "HTTP/1.1 200 OK", one, other)).isEqualTo(fault);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Content-Length: 5    | Content-Length: 5",
        "Content-Length: 5, 5 | content-length: 5",
        "Content-Length:5,5,5 | A: b"
      })
  void takesTheSameLengthSeveralTimesForOneAndWritesItOnce(String one, String other) {
    ResponseHead head = response(GET, "HTTP/1.1 200 OK", "B: c", one, other, "Date: x");

    assertThat(head.framing()).isEqualTo(new Framing.Length(5));
    assertThat(sent(head, GET, true))
        .startsWith(head("HTTP/1.1 200 OK", "B: c", "Content-Length: 5").stripTrailing())
        .containsOnlyOnce("5")
        .contains("\r\nDate: x\r\n");
  }

  @Test
  void writesASameLengthOnceWhereThereIsNoBody() {
    ResponseHead head =
        response(HEAD, "HTTP/1.1 200 OK", "Content-Length: 5", "Content-Length: 5", "Date: x");

    assertThat(sent(head, HEAD, true))
        .isEqualTo(head("HTTP/1.1 200 OK", "Content-Length: 5", "Date: x", "Via: 1.1 starship"));
  }

  @Test
  void removesWhitespaceBeforeAColon() {
    ResponseHead head =
        response(GET, "HTTP/1.1 200 OK", "Content-Length : 5", "A\t:b", "B \t : c", "Date: x");

    assertThat(head.framing()).isEqualTo(new Framing.Length(5));
    assertThat(sent(head, GET, true))
        .isEqualTo(
            head(
                "HTTP/1.1 200 OK",
                "Content-Length: 5",
                "A: b",
                "B: c",
                "Date: x",
                "Via: 1.1 starship"));
    assertThat(fault(GET, "HTTP/1.1 200 OK", "A b: c")).isEqualTo(HttpFault.MALFORMED_FIELD_NAME);
    assertThat(fault(GET, "HTTP/1.1 200 OK", " : c")).isEqualTo(HttpFault.FOLDED_FIELD);
  }

  @Test
  void takesAndPassesOnChunksThatConnectionNamesNeedlessly() {
    ResponseHead head =
        response(
            GET,
            "HTTP/1.1 200 OK",
            "Connection: Transfer-Encoding",
            "Transfer-Encoding: chunked",
            "Date: x");

    assertThat(head.framing()).isEqualTo(new Framing.Chunked());
    assertThat(sent(head, GET, true))
        .isEqualTo(
            head("HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "Date: x", "Via: 1.1 starship"));
  }

  @Test
  void refusesChunksThatHttp10CannotRead() {
    assertThat(fault(GET, "HTTP/1.0 200 OK", "Transfer-Encoding: chunked"))
        .isEqualTo(HttpFault.TRANSFER_ENCODING_IN_HTTP_1_0);
    assertThat(fault(GET_10, "HTTP/1.1 200 OK", "Transfer-Encoding: chunked"))
        .isEqualTo(HttpFault.TRANSFER_ENCODING_IN_HTTP_1_0);
  }

  @Test
  void switchesProtocolsOnlyIfItWasAsked() {
    ResponseHead head =
        response(WEB_SOCKET, "HTTP/1.1 101 x", "Upgrade: WebSocket", "Connection: Upgrade");

    assertThat(head.switchesProtocols()).isTrue();
    assertThat(head.isInterim()).isFalse();
    assertThat(fault(GET, "HTTP/1.1 101 x", "Upgrade: websocket"))
        .isEqualTo(HttpFault.UNASKED_SWITCH);
    assertThat(fault(WEB_SOCKET, "HTTP/1.1 101 x", "Upgrade: h2c"))
        .isEqualTo(HttpFault.UNASKED_SWITCH);
    assertThat(fault(WEB_SOCKET, "HTTP/1.1 101 x")).isEqualTo(HttpFault.UNASKED_SWITCH);
  }

  @Test
  void goesToTheClientAsHttp11WithAClose() {
    ResponseHead head =
        response(
            GET,
            "HTTP/1.0 200 OK",
            "Content-Length: 7",
            "Connection: keep-alive, x-hop",
            "Keep-Alive: 5",
            "X-Hop: 1",
            "Upgrade: h2c",
            "Set-Cookie: a",
            "Set-Cookie: b");

    assertThat(sent(head, GET, false))
        .isEqualTo(
            head(
                "HTTP/1.1 200 OK",
                "Content-Length: 7",
                "Set-Cookie: a",
                "Set-Cookie: b",
                "Date: Sun, 06 Nov 1994 08:49:37 GMT",
                "Via: 1.0 starship",
                "Connection: close"));
  }

  @Test
  void saysThatTheConnectionPersistsOnlyWhereThatIsNotTheDefault() {
    RequestHead old = request("GET / HTTP/1.0", "Host: a.com", "Connection: keep-alive");
    String[] lines = {"HTTP/1.1 200 OK", "Content-Length: 0"};
    assertThat(sent(response(GET, lines), GET, true)).doesNotContain("Connection");
    assertThat(sent(response(old, lines), old, true)).contains("Connection: keep-alive\r\n");
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP/1.1, X: y, Content-Length: 0, true",
    "HTTP/1.1, Connection: close, Content-Length: 0, false",
    "HTTP/1.1, Connection: keep-alive, Content-Length: 0, true",
    "HTTP/1.0, X: y, Content-Length: 0, false",
    "HTTP/1.0, Connection: Keep-Alive, Content-Length: 0, true",
    "HTTP/1.0, 'Connection: keep-alive, close', Content-Length: 0, false",
    "HTTP/1.1, X: y, Y: until close, false"
  })
  void tellsWhetherTheBackendKeepsItsConnection(
      String version, String one, String two, boolean keeps) {
    assertThat(response(GET, version + " 200 OK", one, two).keepsAlive()).isEqualTo(keeps);
  }

  @ParameterizedTest
  @CsvSource({
    "401, WWW-Authenticate: Negotiate, true",
    "401, WWW-Authenticate: negotiate abc==, true",
    "407, Proxy-Authenticate: NTLM, true",
    "401, 'WWW-Authenticate: Basic realm=\"x\", NTLM', true",
    "401, WWW-Authenticate: Basic, false",
    "401, WWW-Authenticate: Negotiator, false",
    "200, WWW-Authenticate: Negotiate, false"
  })
  void tellsWhetherItAsksTheConnectionToAuthenticate(int status, String field, boolean asks) {
    ResponseHead head = response(GET, "HTTP/1.1 " + status + " x", field, "Content-Length: 0");
    assertThat(head.asksForConnectionAuthentication()).isEqualTo(asks);
  }

  @Test
  void keepsTheUpgradeToTheClient() {
    ResponseHead head =
        response(WEB_SOCKET, "HTTP/1.1 101 x", "upgrade: websocket", "connection: upgrade", "A: b");

    assertThat(sent(head, WEB_SOCKET, true))
        .isEqualTo(
            head(
                "HTTP/1.1 101 x",
                "A: b",
                "Date: " + HeadTexts.DATE,
                "Via: 1.1 starship",
                "Connection: Upgrade",
                "Upgrade: websocket"));
  }

  @Test
  void saysNothingOfTheConnectionInAnInterimResponse() {
    ResponseHead head =
        response(GET, "HTTP/1.1 103 Early Hints", "Link: </a>", "Content-Length: 0");

    assertThat(head.isInterim()).isTrue();
    assertThat(sent(head, GET, true)).isEqualTo(head("HTTP/1.1 103 Early Hints", "Link: </a>"));
  }

  @Test
  void losesABodysFieldsWhereThereMustBeNone() {
    ResponseHead head = response(GET, "HTTP/1.1 204 x", "Content-Length: 0");

    assertThat(sent(head, GET, true))
        .isEqualTo(head("HTTP/1.1 204 x", "Date: " + HeadTexts.DATE, "Via: 1.1 starship"));
  }

  @Test
  void keepsTheDateThatItHas() {
    String theirs = "date: Mon, 07 Nov 1994 08:49:37 GMT";
    ResponseHead head = response(GET, "HTTP/1.1 204 x", theirs);

    assertThat(sent(head, GET, true))
        .isEqualTo(head("HTTP/1.1 204 x", theirs, "Via: 1.1 starship"));
  }

  @Test
  void demandsAWebSocketOfTheClientToo() {
    ResponseHead head =
        response(
            GET,
            "HTTP/1.1 426 Upgrade Required",
            "Date: x",
            "Upgrade: h2c, websocket",
            "Connection: upgrade",
            "Content-Length: 0");

    assertThat(sent(head, GET, false))
        .isEqualTo(
            head(
                "HTTP/1.1 426 Upgrade Required",
                "Date: x",
                "Content-Length: 0",
                "Via: 1.1 starship",
                "Connection: Upgrade, close",
                "Upgrade: websocket"));
  }

  @Test
  void demandsNoUpgradeThatCouldNotPass() {
    ResponseHead head =
        response(GET, "HTTP/1.1 426 x", "Upgrade: h2c", "Connection: upgrade", "Content-Length: 0");

    assertThat(sent(head, GET, true)).doesNotContainIgnoringCase("upgrade");
  }

  @Test
  void isTheSameInAnyPieces() {
    String all = head("HTTP/1.1 200 OK", "Content-Length: 7", "A: b", "C \t: d") + "body";
    HeadReading<ResponseHead> whole = readResponse(GET, all);
    for (int cut = 1; cut < all.length(); cut++) {
      ResponseHeadReader reader = new ResponseHeadReader(HttpLimits.DEFAULT, GET);
      reader.read(Arrays.copyOf(bytes(all), cut), cut);
      assertThat(reader.read(bytes(all), all.length())).isEqualTo(whole);
    }
  }
}
