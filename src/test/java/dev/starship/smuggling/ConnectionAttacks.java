package dev.starship.smuggling;

import static dev.starship.smuggling.Attack.forwarded;
import static dev.starship.smuggling.Attack.refused;
import static dev.starship.smuggling.Attack.unfinished;
import static dev.starship.smuggling.Wire.CHUNKED;
import static dev.starship.smuggling.Wire.CHUNKS;
import static dev.starship.smuggling.Wire.HOST;
import static dev.starship.smuggling.Wire.SMUGGLED;
import static dev.starship.smuggling.Wire.get;
import static dev.starship.smuggling.Wire.head;
import static dev.starship.smuggling.Wire.length;
import static dev.starship.smuggling.Wire.post;

import dev.starship.smuggling.Attack.Reply;
import dev.starship.smuggling.Attack.Then;
import java.util.List;
import java.util.stream.Stream;

/// Fields of one connection (RFC 9110 section 7.6.1) that change what the next hop gets, and many
/// requests on one connection.
final class ConnectionAttacks {
  private ConnectionAttacks() {}

  static Stream<Attack> all() {
    return Stream.of(nominated(), closing(), upgrades(), expectations(), pipelines(), limits())
        .flatMap(attacks -> attacks);
  }

  /// Connection must not take away what frames or routes the message.
  private static Stream<Attack> nominated() {
    Stream<Attack> refused =
        Stream.of(
                "Content-Length",
                "content-length",
                "Transfer-Encoding",
                "TRANSFER-ENCODING",
                "Host",
                "close, Content-Length",
                "keep-alive,transfer-encoding",
                ",,Host,,",
                "\tHost",
                "close\r\nConnection: Content-Length",
                "Upgrade, Host")
            .flatMap(value ->
                Stream.of(
                    refused(
                        400,
                        "Connection: " + Wire.shown(value),
                        post("Connection: " + value, length(5)) + "hello" + SMUGGLED),
                    refused(
                        400,
                        "chunks and Connection: " + Wire.shown(value),
                        post(CHUNKED, "Connection: " + value) + CHUNKS + SMUGGLED)));
    Stream<Attack> passed =
        Stream.of(
                "Connection: keep-alive",
                "Connection: X-Secret\r\nX-Secret: a",
                "Connection: Cookie\r\nCookie: a=b",
                "Connection: \"Host\"",
                "Connection:",
                "Connection: ,",
                "Keep-Alive: timeout=5, max=1000",
                "Proxy-Connection: keep-alive",
                "Proxy-Connection: close",
                "TE: trailers",
                "TE: trailers, chunked;q=1",
                "Connection: TE\r\nTE: trailers",
                "Trailer: Content-Length",
                "Max-Forwards: 0",
                "Via: 1.1 a, 1.1 b")
            .map(line ->
                forwarded(
                    Wire.shown(line),
                    get(line) + SMUGGLED,
                    Request.get("/"),
                    Request.get("b.com", "/smuggled")));
    return Stream.concat(refused, passed);
  }

  /// What follows the last request of a connection is nobody's.
  private static Stream<Attack> closing() {
    Stream<Attack> last =
        Stream.of(
                "Connection: close",
                "Connection: Close",
                "Connection: close, keep-alive",
                "Connection: keep-alive, close",
                "Connection: keep-alive\r\nConnection: close")
            .map(line ->
                forwarded(Wire.shown(line), get(line) + SMUGGLED, Request.get("/")).closing());
    return Stream.concat(
        last,
        Stream.of(
            forwarded(
                    "close with a body",
                    post("Connection: close", length(5)) + "hello" + SMUGGLED,
                    Request.post("hello"))
                .closing(),
            forwarded(
                    "close with chunks",
                    post("Connection: close", CHUNKED) + CHUNKS + SMUGGLED,
                    Request.post("hello"))
                .closing()));
  }

  /// Only a WebSocket passes; a backend that does not switch is asked for nothing else.
  private static Stream<Attack> upgrades() {
    Stream<Attack> dropped =
        Stream.of(
                get("Connection: Upgrade", "Upgrade: h2c"),
                get(
                    "Connection: Upgrade, HTTP2-Settings",
                    "Upgrade: h2c",
                    "HTTP2-Settings: AAMAAABk"),
                get(
                    "Connection: Upgrade,HTTP2-Settings",
                    "upgrade: H2C",
                    "http2-settings: AAMAAABk"),
                get("Upgrade: h2c", "HTTP2-Settings: AAMAAABk"),
                get("Connection: HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABk"),
                get("Connection: Upgrade", "Upgrade: TLS/1.0"),
                get("Connection: Upgrade", "Upgrade: websocket, h2c"),
                get("Connection: Upgrade", "Upgrade: h2c, websocket"),
                get("Connection: Upgrade", "Upgrade: websocket", "Upgrade: h2c"),
                get("Connection: Upgrade", "Upgrade: websocket/13"),
                get("Connection: Upgrade", "Upgrade: web socket"),
                get("Connection: Upgrade"),
                get("Upgrade: websocket"),
                get("Connection: x-upgrade", "Upgrade: websocket"))
            .map(bytes ->
                forwarded(
                    "no upgrade: " + Wire.shown(bytes),
                    bytes + SMUGGLED,
                    Request.get("/"),
                    Request.get("b.com", "/smuggled")));
    String asking = "Connection: Upgrade\r\nUpgrade: websocket";
    return Stream.concat(
        dropped,
        Stream.of(
            forwarded(
                    "a WebSocket that nobody agrees to, and a request",
                    get(asking) + SMUGGLED,
                    Request.get("/"))
                .closing(),
            forwarded(
                "a POST cannot become a WebSocket",
                post(asking, length(5)) + "hello" + SMUGGLED,
                Request.post("hello"),
                Request.get("b.com", "/smuggled")),
            forwarded(
                "a GET with a body cannot become a WebSocket",
                get(asking, length(39)) + SMUGGLED,
                new Request("GET", "a.com", "/", SMUGGLED)),
            forwarded(
                    "HTTP/1.0 cannot become a WebSocket",
                    head("GET / HTTP/1.0", HOST, asking) + SMUGGLED,
                    Request.get("/"))
                .closing()));
  }

  private static Stream<Attack> expectations() {
    return Stream.of(
            "100-continue",
            "100-Continue",
            "100-continue, 100-continue",
            "x 100-continue",
            "100-continue;a",
            "200-ok",
            "",
            "100-continue\r\nExpect: 100-continue")
        .flatMap(value ->
            Stream.of(
                forwarded(
                    "Expect: " + Wire.shown(value),
                    post("Expect: " + value, length(39)) + SMUGGLED,
                    Request.post(SMUGGLED)),
                forwarded(
                    "chunks and Expect: " + Wire.shown(value),
                    post("Expect: " + value, CHUNKED) + CHUNKS + SMUGGLED,
                    Request.post("hello"),
                    Request.get("b.com", "/smuggled")),
                forwarded(
                    "no body and Expect: " + Wire.shown(value),
                    get("Expect: " + value) + SMUGGLED,
                    Request.get("/"),
                    Request.get("b.com", "/smuggled"))));
  }

  private static Stream<Attack> pipelines() {
    String b = head("GET /b HTTP/1.1", "Host: b.com");
    String unknown = head("GET /c HTTP/1.1", "Host: c.com");
    List<Reply> manyReplies =
        Stream.<Reply>generate(() -> new Reply.Forwarded(Request.get("/"))).limit(40).toList();
    return Stream.of(
        new Attack(
            "a.com, b.com, a.com, nobody's, b.com",
            get() + b + get() + unknown + b,
            List.of(
                new Reply.Forwarded(Request.get("/")),
                new Reply.Forwarded(Request.get("b.com", "/b")),
                new Reply.Forwarded(Request.get("/")),
                new Reply.Page(404),
                new Reply.Forwarded(Request.get("b.com", "/b"))),
            Then.KEPT),
        new Attack(
            "the same with bodies between",
            post(length(5)) + "hello" + b + post(CHUNKED) + CHUNKS + unknown + b,
            List.of(
                new Reply.Forwarded(Request.post("hello")),
                new Reply.Forwarded(Request.get("b.com", "/b")),
                new Reply.Forwarded(Request.post("hello")),
                new Reply.Page(404),
                new Reply.Forwarded(Request.get("b.com", "/b"))),
            Then.KEPT),
        new Attack(
            "a body for nobody's host, and a request in it",
            head("POST /c HTTP/1.1", "Host: c.com", length(39)) + SMUGGLED + b,
            List.of(new Reply.Page(404), new Reply.Forwarded(Request.get("b.com", "/b"))),
            Then.KEPT),
        new Attack(
            "chunks for nobody's host, and a request in them",
            head("POST /c HTTP/1.1", "Host: c.com", CHUNKED)
                + "27\r\n"
                + SMUGGLED
                + "\r\n0\r\n\r\n"
                + b,
            List.of(new Reply.Page(404), new Reply.Forwarded(Request.get("b.com", "/b"))),
            Then.KEPT),
        new Attack("forty requests", get().repeat(40), manyReplies, Then.KEPT),
        refused(400, "a good and a bad request", get() + "GET / HTTP/1.1\nHost: a.com\n\n")
            .after(Request.get("/")),
        refused(400, "a good and an ambiguous one", get() + post(length(5), CHUNKED) + CHUNKS)
            .after(Request.get("/")),
        refused(400, "a good one and one without Host", b + head("GET / HTTP/1.1", "A: b"))
            .after(Request.get("b.com", "/b")),
        unfinished(
            "a good one and half of another", get() + "GET /half HTTP/1.1\r\nHo", Request.get("/")),
        unfinished(
            "a good one and one whose body does not come",
            get() + post(length(50)) + "hello",
            Request.get("/")));
  }

  private static Stream<Attack> limits() {
    return Stream.of(
        refused(431, "a head that is too long", get("A: " + "b".repeat(70_000))),
        refused(431, "too many fields", get("A: b\r\n".repeat(99) + "C: d")),
        forwarded(
            "as many fields as may be", get("A: b\r\n".repeat(98) + "C: d"), Request.get("/")),
        forwarded(
            "a long field",
            get("A: " + "b".repeat(20_000)) + SMUGGLED,
            Request.get("/"),
            Request.get("b.com", "/smuggled")));
  }
}
