package dev.starship.smuggling;

import static dev.starship.smuggling.Attack.forwarded;
import static dev.starship.smuggling.Attack.refused;
import static dev.starship.smuggling.Attack.unknown;
import static dev.starship.smuggling.Wire.HOST;
import static dev.starship.smuggling.Wire.SMUGGLED;
import static dev.starship.smuggling.Wire.head;
import static dev.starship.smuggling.Wire.shown;

import java.util.List;
import java.util.stream.Stream;

/// Request lines (RFC 9112 section 3): methods, targets and versions that parsers cut differently.
final class TargetAttacks {
  /// What is no URI of http, or names a user.
  private static final List<String> NO_ABSOLUTE_FORMS =
      List.of(
          "http://",
          "http:///",
          "http:/b.com/",
          "http:b.com",
          "http//b.com",
          "HTTP:\\\\b.com\\",
          "ftp://b.com/",
          "ws://b.com/",
          "x://b.com/",
          "http://a.com@b.com/",
          "http://user:password@b.com/",
          "http://b.com:99999/",
          "http://b.com:-80/",
          "http://b.com:80:80/",
          "http://b.com:8o/",
          "http://b.com#a.com/",
          "http://b.com\\@a.com/",
          "http://[::1/",
          "http://[b.com]/",
          "http://b.com%/",
          "http://b.com%zz/",
          "http://?a",
          "http:// b.com/");

  private TargetAttacks() {}

  static Stream<Attack> all() {
    return Stream.of(lines(), versions(), methods(), targets(), absolute(), tunnels())
        .flatMap(attacks -> attacks);
  }

  private static Attack refusedLine(int status, String line) {
    return refused(status, "line " + shown(line), head(line, HOST) + SMUGGLED);
  }

  private static Stream<Attack> lines() {
    return Stream.of(
            "GET  / HTTP/1.1",
            "GET /  HTTP/1.1",
            "GET / HTTP/1.1 ",
            "GET / HTTP/1.1\t",
            "GET\t/ HTTP/1.1",
            "GET /\tHTTP/1.1",
            "GET\u000b/\u000bHTTP/1.1",
            "GET /\u00a0HTTP/1.1",
            "GET / HTTP/1.1 HTTP/1.1",
            "GET / HTTP/1.1 x",
            "GET /a b HTTP/1.1",
            "GET /smuggled HTTP/1.1 /x HTTP/1.1",
            "GET /",
            "GET / ",
            "GET",
            "GET ",
            "GET HTTP/1.1",
            "GET  HTTP/1.1",
            "/ HTTP/1.1",
            " / HTTP/1.1",
            "HTTP/1.1 200 OK",
            "G(ET / HTTP/1.1",
            "G\"ET\" / HTTP/1.1",
            "GET:/ / HTTP/1.1",
            "GET, / HTTP/1.1",
            "G@T / HTTP/1.1",
            "G[] / HTTP/1.1",
            "G{} / HTTP/1.1",
            "G;T / HTTP/1.1",
            "G=T / HTTP/1.1",
            "G?T / HTTP/1.1",
            "G\\T / HTTP/1.1")
        .map(line -> refusedLine(400, line));
  }

  private static Stream<Attack> versions() {
    Stream<Attack> malformed =
        Stream.of(
                "http/1.1",
                "Http/1.1",
                "HTTP/1",
                "HTTP/1.",
                "HTTP/.1",
                "HTTP/1,1",
                "HTTP/1.1.1",
                "HTTP/11",
                "HTTP/1.10",
                "HTTP/01.1",
                "HTTP/1.01",
                "HTTP/-1.1",
                "HTTP/+1.1",
                "HTTP/1.a",
                "HTTP/a.1",
                "HTTP/1.\u00b9",
                "HTTP/ 1.1",
                "HTTP /1.1",
                "HTTP1.1",
                "HTP/1.1",
                "HTTPS/1.1",
                "ICY/1.1",
                "/1.1",
                "1.1",
                "HTTP/1.1HTTP/1.1",
                "HTTP/1.1;",
                "XHTTP/1.1")
            .map(version -> refusedLine(400, "GET / " + version));
    Stream<Attack> unsupported =
        Stream.of("HTTP/0.9", "HTTP/0.0", "HTTP/2.0", "HTTP/2.1", "HTTP/3.0", "HTTP/9.9")
            .map(version -> refusedLine(505, "GET / " + version));
    Stream<Attack> newer =
        Stream.of("HTTP/1.1", "HTTP/1.2", "HTTP/1.9")
            .map(version ->
                forwarded(
                    "version " + version,
                    head("GET / " + version, HOST) + SMUGGLED,
                    Request.get("/"),
                    Request.get("b.com", "/smuggled")));
    Stream<Attack> old =
        Stream.of(
            forwarded(
                    "what follows an HTTP/1.0 request is none",
                    head("GET / HTTP/1.0", HOST) + SMUGGLED,
                    Request.get("/"))
                .closing(),
            refused(505, "HTTP/2 without TLS", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
            refused(505, "HTTP/2 without TLS, and a request", "PRI * HTTP/2.0\r\n\r\n" + SMUGGLED));
    return Stream.of(malformed, unsupported, newer, old).flatMap(attacks -> attacks);
  }

  private static Stream<Attack> methods() {
    Stream<Attack> tokens =
        Stream.of("get", "Get", "GETGET", "G-E_T", "!#$%&'*+.^`|~", "0", "PROPFIND", "M-SEARCH")
            .map(method ->
                forwarded(
                    "method " + method,
                    head(method + " / HTTP/1.1", HOST),
                    new Request(method, "a.com", "/", "")));
    return Stream.concat(
        tokens,
        Stream.of(
            refused(501, "a method of 33 bytes", head("M".repeat(33) + " / HTTP/1.1", HOST)),
            forwarded(
                "a method of 32 bytes",
                head("M".repeat(32) + " / HTTP/1.1", HOST),
                new Request("M".repeat(32), "a.com", "/", ""))));
  }

  private static Stream<Attack> targets() {
    Stream<Attack> refused =
        Stream.of(
                "a.com/",
                "index.html",
                "?a",
                "*",
                "*/",
                "#a",
                "/#a",
                "/a#",
                "\\",
                "%2f",
                "@b.com/",
                ":80/",
                ".",
                "..",
                "a:b")
            .map(target -> refusedLine(400, "GET " + target + " HTTP/1.1"));
    Stream<Attack> forwarded =
        Stream.of(
                "//b.com/",
                "///",
                "/\\",
                "/..;/",
                "/%0d%0aHost:%20b.com",
                "/%00",
                "/?http://b.com/",
                "/http://b.com/",
                "/@b.com",
                "/<>\"{}|^`",
                "/a?b?c",
                "/*",
                "/:80")
            .map(target ->
                forwarded(
                    "target " + target,
                    head("GET " + target + " HTTP/1.1", HOST),
                    Request.get(target)));
    return Stream.of(
            refused,
            forwarded,
            Stream.of(
                forwarded(
                    "OPTIONS of the server",
                    head("OPTIONS * HTTP/1.1", HOST),
                    new Request("OPTIONS", "a.com", "*", "")),
                refused(
                    414,
                    "a target that is too long",
                    head("GET /" + "a".repeat(8_192) + " HTTP/1.1", HOST))))
        .flatMap(attacks -> attacks);
  }

  /// The absolute form beats Host, which still has to be there and valid.
  private static Stream<Attack> absolute() {
    Stream<Attack> refused =
        NO_ABSOLUTE_FORMS.stream().map(target -> refusedLine(400, "GET " + target + " HTTP/1.1"));
    Stream<Attack> others =
        Stream.of(
            absolute("http://b.com/", "b.com", "/"),
            absolute("HTTP://b.com/", "b.com", "/"),
            absolute("http://B.COM/x", "B.COM", "/x"),
            absolute("http://b.com", "b.com", "/"),
            absolute("http://b.com?a", "b.com", "/?a"),
            absolute("http://b.com:80/", "b.com:80", "/"),
            absolute("http://b.com//a.com/", "b.com", "//a.com/"),
            absolute("http://b.com/http://a.com/", "b.com", "/http://a.com/"),
            absolute("http://a.com/", "a.com", "/"),
            refused(
                400,
                "absolute without Host",
                head("GET http://b.com/ HTTP/1.1", "A: b") + SMUGGLED),
            refused(
                400,
                "absolute with two Hosts",
                head("GET http://b.com/ HTTP/1.1", HOST, "Host: b.com") + SMUGGLED),
            refused(
                400,
                "absolute with an invalid Host",
                head("GET http://b.com/ HTTP/1.1", "Host: a.com/") + SMUGGLED),
            unknown("absolute for an IP", head("GET http://127.0.0.1/ HTTP/1.1", HOST)),
            unknown("absolute for an IPv6", head("GET http://[::1]/ HTTP/1.1", HOST)),
            unknown("absolute for nobody's host", head("GET http://c.com/ HTTP/1.1", HOST)),
            forwarded(
                "absolute OPTIONS of the server",
                head("OPTIONS http://b.com HTTP/1.1", HOST),
                new Request("OPTIONS", "b.com", "*", "")),
            new Attack(
                "absolute https in clear text",
                head("GET https://b.com/ HTTP/1.1", HOST),
                List.of(new Attack.Reply.Page(421)),
                Attack.Then.KEPT));
    return Stream.concat(refused, others);
  }

  private static Attack absolute(String target, String host, String origin) {
    return forwarded(
        "absolute " + target,
        head("GET " + target + " HTTP/1.1", HOST) + SMUGGLED,
        Request.get(host, origin),
        Request.get("b.com", "/smuggled"));
  }

  private static Stream<Attack> tunnels() {
    return Stream.of(
        refused(501, "CONNECT", head("CONNECT a.com:80 HTTP/1.1", "Host: a.com:80") + SMUGGLED),
        refused(
            501,
            "CONNECT with a body",
            head("CONNECT a.com:80 HTTP/1.1", "Host: a.com:80", "Content-Length: 39") + SMUGGLED),
        refusedLine(400, "CONNECT a.com HTTP/1.1"),
        refusedLine(400, "CONNECT / HTTP/1.1"),
        refusedLine(400, "CONNECT http://a.com:80/ HTTP/1.1"),
        refusedLine(400, "CONNECT u@a.com:80 HTTP/1.1"));
  }
}
