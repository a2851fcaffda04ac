package dev.starship.smuggling;

import static dev.starship.smuggling.BadAnswer.cut;
import static dev.starship.smuggling.BadAnswer.passed;
import static dev.starship.smuggling.BadAnswer.refused;
import static dev.starship.smuggling.Wire.head;
import static dev.starship.smuggling.Wire.length;
import static dev.starship.smuggling.Wire.shown;

import java.util.List;
import java.util.stream.Stream;

/// Responses that a backend, or whoever writes to its clients through it, could have others take
/// for two: the same tricks as in requests, bodies where there are none, and answers to questions
/// that nobody asked.
public final class BadAnswers {
  /// A response that must never be anybody's.
  private static final String POISON = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison";

  private static final String OK = "HTTP/1.1 200 OK";
  private static final String CHUNKED = "Transfer-Encoding: chunked";
  private static final String END = "0\r\n\r\n";

  /// Field lines that frame a body in no way, or in two.
  private static final List<String> NO_FRAMINGS =
      List.of(
          "Content-Length: 5\r\nTransfer-Encoding: chunked",
          "Transfer-Encoding: chunked\r\nContent-Length: 5",
          "Content-Length: 0\r\nTransfer-Encoding: chunked",
          "Content-Length: 5\r\nTransfer-Encoding: identity",
          "Content-Length: 5\r\nContent-Length: 6",
          "Content-Length: 6\r\nContent-Length: 5",
          "Content-Length: 0\r\nContent-Length: 5",
          "Content-Length: 5, 05",
          "Content-Length: 5, 5\r\nContent-Length: 6",
          "Content-Length: 5,",
          "Content-Length: , 5, 5",
          "Content-Length: +5, +5",
          "Content-Length: 5, 5\r\nTransfer-Encoding: chunked",
          "Content-Length: 5,6",
          "Content-Length:",
          "Content-Length: +5",
          "Content-Length: -5",
          "Content-Length: 0x5",
          "Content-Length: 5 5",
          "Content-Length: 5a",
          "Content-Length: 5.0",
          "Content-Length: \"5\"",
          "Content-Length: 18446744073709551621",
          "Content-Length: 9223372036854775808",
          "Content-Length\u0000: 5",
          "Content-Length: 5\u0000",
          "Content-Length: 5\u000b",
          "Content-Length:\r\n 5",
          " Content-Length: 5",
          "Transfer-Encoding: gzip",
          "Transfer-Encoding: gzip, chunked",
          "Transfer-Encoding: chunked, gzip",
          "Transfer-Encoding: chunked, chunked",
          "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
          "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
          "Transfer-Encoding: identity",
          "Transfer-Encoding: xchunked",
          "Transfer-Encoding: chunked;a=b",
          "Transfer-Encoding: \"chunked\"",
          "Transfer-Encoding:",
          "Transfer-Encoding: \u000bchunked",
          "Transfer-Encoding:\r\n chunked",
          " Transfer-Encoding: chunked",
          "Content-Length : 5\r\nTransfer-Encoding : chunked",
          "Content-Length : 5\r\nContent-Length: 6",
          "Content-Length: 5\r\nConnection: Content-Length",
          "Transfer-Encoding: chunked\r\nConnection: Transfer-Encoding, Content-Length",
          "Content-Length: 5\r\nConnection: close, content-length");

  /// Field lines that are a length of five to everybody who understands them.
  private static final List<String> LENGTHS_OF_FIVE =
      List.of(
          "Content-Length: 5\r\nContent-Length: 5",
          "Content-Length: 5\r\ncontent-length: 5\r\nA: b\r\nContent-Length: 5",
          "Content-Length: 5, 5",
          "Content-Length: 5 ,5\r\nContent-Length: 5",
          "Content-Length : 5",
          "Content-Length\t: 5",
          "Content-Length \t :5",
          "Content-Length: 5\r\nContent-Length : 5",
          "Content-Length: 5\r\nA : b\r\nB\t:c");

  private BadAnswers() {}

  /// All of them.
  public static Stream<BadAnswer> all() {
    return Stream.of(
            statusLines(),
            framings(),
            lines(),
            chunks(),
            trailers(),
            bodiless(),
            interim(),
            behind(),
            ends(),
            switches())
        .flatMap(answers -> answers);
  }

  private static Stream<BadAnswer> statusLines() {
    Stream<BadAnswer> refused =
        Stream.of(
                "HTTP/1.1",
                "HTTP/1.1 ",
                "HTTP/1.1 20",
                "HTTP/1.1 2000 OK",
                "HTTP/1.1 2OO OK",
                "HTTP/1.1 099 OK",
                "HTTP/1.1 000 OK",
                "HTTP/1.1 -20 OK",
                "HTTP/1.1 +20 OK",
                "HTTP/1.1  200 OK",
                "HTTP/1.1\t200 OK",
                "HTTP/1.1 200\tOK",
                "HTTP/1.1 200OK",
                " HTTP/1.1 200 OK",
                "\r\nHTTP/1.1 200 OK",
                "http/1.1 200 OK",
                "HTTP/2 200 OK",
                "HTTP/2.0 200 OK",
                "HTTP/0.9 200 OK",
                "HTTP/11 200 OK",
                "HTTP/1.10 200 OK",
                "HTTP/1.x 200 OK",
                "HTTPS/1.1 200 OK",
                "ICY 200 OK",
                "200 OK",
                "<html>",
                "GET / HTTP/1.1",
                "HTTP/1.1 200 O\u0000K",
                "HTTP/1.1 200 O\u000bK",
                "HTTP/1.1 200 OK\r",
                "HTTP/1.1 200 OK\nA: b")
            .map(line -> refused("line " + shown(line), head(line, length(5)) + "hello"));
    Stream<BadAnswer> passed =
        Stream.of("HTTP/1.1 200 ", "HTTP/1.1 200", "HTTP/1.1 200 A \u00e4 \t b", "HTTP/1.1 299 x")
            .map(line ->
                passed(
                    "line " + shown(line),
                    head(line, length(5)) + "hello",
                    Integer.parseInt(line.substring(9, 12)),
                    "hello"));
    return Stream.concat(refused, passed);
  }

  private static Stream<BadAnswer> framings() {
    Stream<BadAnswer> refused =
        NO_FRAMINGS.stream()
            .map(lines -> refused("fields " + shown(lines), head(OK, lines) + "hello" + POISON));
    Stream<BadAnswer> clear =
        LENGTHS_OF_FIVE.stream()
            .map(lines ->
                passed("fields " + shown(lines), head(OK, lines) + "hello" + POISON, 200, "hello"));
    return Stream.concat(
        Stream.concat(refused, clear),
        Stream.of(
            passed(
                "chunks behind a blank",
                head(OK, "Transfer-Encoding : chunked") + "5\r\nhello\r\n" + END,
                200,
                "hello"),
            refused(
                "chunks in HTTP/1.0", head("HTTP/1.0 200 OK", CHUNKED) + "5\r\nhello\r\n" + END),
            passed(
                "chunks that Connection names",
                head(OK, CHUNKED, "Connection: transfer-encoding") + "5\r\nhello\r\n" + END,
                200,
                "hello"),
            passed(
                "whole chunks",
                head(OK, CHUNKED) + "5;a=b\r\nhello\r\n0\r\nA: b\r\n\r\n",
                200,
                "hello"),
            passed("a length of 0", head(OK, length(0)), 200, "")));
  }

  private static Stream<BadAnswer> lines() {
    return Stream.of(
            "A b",
            "A b: c",
            "A : b\r\n : c",
            "A",
            ": b",
            " A: b",
            "A: b\r\n c",
            "A: b\r\n\tc",
            "A: \u0000",
            "A: b\u0001c",
            "A: b\u007f",
            "A\u0000: b",
            "A(: b",
            "A\u00e4: b",
            "A: b\nC: d",
            "A: b\rC: d",
            "A: b\r\r\nC: d",
            "A: b\n\rC: d",
            "A: b\n" + POISON,
            "A: b\r" + POISON)
        .map(line -> refused("field " + shown(line), head(OK, length(5), line) + "hello"));
  }

  /// The head is on its way already, so the client sees a body that never ends.
  private static Stream<BadAnswer> chunks() {
    return Stream.of(
            "x\r\nhello\r\n" + END,
            "0x5\r\nhello\r\n" + END,
            "+5\r\nhello\r\n" + END,
            "-5\r\nhello\r\n" + END,
            " 5\r\nhello\r\n" + END,
            "\r\nhello\r\n" + END,
            "5\nhello\r\n" + END,
            "5\rhello\r\n" + END,
            "5;a\nhello\r\n" + END,
            "5;\u0000\r\nhello\r\n" + END,
            "5\r\nhello" + END,
            "5\r\nhello\n" + END,
            "5\r\nhello\r" + END,
            "5\r\nhelloX\r\n" + END,
            "5\r\nhell\r\n" + END,
            "6\r\nhello\r\n" + END,
            "5\r\nhello\r\n0\n\n",
            "5\r\nhello\r\n0\r\n\n",
            "5\r\nhello\r\n0\r\r\n",
            "5\r\nhello\r\n0\r\nA b\r\n\r\n",
            "5\r\nhello\r\n0\r\nA : b\r\n\r\n",
            "5\r\nhello\r\n0\r\n A: b\r\n\r\n",
            "5\r\nhello\r\n0\r\nA: b\n\r\n",
            "5\r\nhello\r\n0\r\nContent-Length: 5\r\n\r\n",
            "5\r\nhello\r\n0\r\nTransfer-Encoding: chunked\r\n\r\n",
            "5\r\nhello\r\n0\r\nConnection: keep-alive\r\n\r\n",
            "fffffffffffffffb\r\nhello\r\n" + END,
            "10000000000000005\r\nhello\r\n" + END,
            "5\r\nhello\r\nHTTP/1.1 200 OK\r\n\r\n")
        .map(body -> cut("chunks " + shown(body), head(OK, CHUNKED) + body + POISON));
  }

  /// They are for this client alone, and frame nothing (RFC 9110 section 6.5.1).
  private static Stream<BadAnswer> trailers() {
    return Stream.of("Set-Cookie: a=b", "X-Request-Id: 1", "Cache-Control: no-store")
        .map(line ->
            passed(
                "trailer " + line,
                head(OK, CHUNKED) + "5\r\nhello\r\n0\r\n" + line + "\r\n\r\n",
                200,
                "hello"));
  }

  /// What has no body by its status or method has none, whatever it says (RFC 9112 section 6.3).
  private static Stream<BadAnswer> bodiless() {
    return Stream.of(
        passed(
            "204 with a length", head("HTTP/1.1 204 A", length(POISON.length())) + POISON, 204, ""),
        passed(
            "204 with chunks", head("HTTP/1.1 204 A", CHUNKED) + "5\r\nhello\r\n" + END, 204, ""),
        passed("204 with bytes behind", head("HTTP/1.1 204 A") + POISON, 204, ""),
        passed(
            "304 with a length", head("HTTP/1.1 304 A", length(POISON.length())) + POISON, 304, ""),
        passed("304 with a length alone", head("HTTP/1.1 304 A", length(50)), 304, ""),
        passed("304 with chunks", head("HTTP/1.1 304 A", CHUNKED) + END, 304, ""),
        passed("304 with bytes behind", head("HTTP/1.1 304 A") + POISON, 304, ""),
        passed("HEAD with a length", head(OK, length(50)), 200, "").to("HEAD"),
        passed("HEAD with chunks announced", head(OK, CHUNKED), 200, "").to("HEAD"),
        passed("HEAD with a body", head(OK, length(POISON.length())) + POISON, 200, "").to("HEAD"),
        passed("HEAD with chunks", head(OK, CHUNKED) + "5\r\nhello\r\n" + END, 200, "").to("HEAD"),
        passed("HEAD with no framing", head(OK) + POISON, 200, "").to("HEAD"),
        passed("205 with a body", head("HTTP/1.1 205 A", length(5)) + "hello", 205, "hello"));
  }

  private static Stream<BadAnswer> interim() {
    String interim = head("HTTP/1.1 103 Early Hints", "Link: </a>");
    String whole = head(OK, length(5)) + "hello";
    return Stream.of(
        passed("100 that nobody asked for", head("HTTP/1.1 100 A") + whole, 200, "hello"),
        passed("102, 103 and an answer", head("HTTP/1.1 102 A") + interim + whole, 200, "hello"),
        passed("a thousand interim answers", interim.repeat(1_000) + whole, 200, "hello"),
        passed(
            "a length of an interim answer says nothing",
            head("HTTP/1.1 100 A", length(5)) + whole,
            200,
            "hello"),
        refused("a body of an interim answer", head("HTTP/1.1 100 A", length(5)) + "hello" + whole)
            .thenClosed(),
        refused("an interim answer, and no other", interim).thenClosed(),
        refused("an ambiguous interim answer", head("HTTP/1.1 100 A", length(5), CHUNKED) + whole),
        refused("an LF in an interim answer", "HTTP/1.1 100 A\n\n" + whole));
  }

  /// What comes behind an answer is thrown away with its connection.
  private static Stream<BadAnswer> behind() {
    return Stream.of(
        passed("an answer behind a length", head(OK, length(5)) + "hello" + POISON, 200, "hello"),
        passed("an answer behind a length of 0", head(OK, length(0)) + POISON, 200, ""),
        passed(
            "an answer behind chunks",
            head(OK, CHUNKED) + "5\r\nhello\r\n" + END + POISON,
            200,
            "hello"),
        passed("one byte behind", head(OK, length(5)) + "hello\r", 200, "hello"),
        passed("an empty line behind", head(OK, length(5)) + "hello\r\n", 200, "hello"),
        passed(
            "a whole answer and a half", head(OK, length(5)) + "helloHTTP/1.1 200", 200, "hello"),
        passed(
            "a hundred answers behind",
            head(OK, length(5)) + "hello" + POISON.repeat(100),
            200,
            "hello"),
        passed(
            "an interim answer behind",
            head(OK, length(5)) + "hello" + head("HTTP/1.1 100 A"),
            200,
            "hello"));
  }

  private static Stream<BadAnswer> ends() {
    return Stream.of(
        passed("until it closes", head(OK) + "hello", 200, "hello").untilClosed(),
        passed("until it closes, as HTTP/1.0", head("HTTP/1.0 200 OK") + "hello", 200, "hello")
            .untilClosed(),
        passed("until it closes, a whole answer in it", head(OK) + POISON, 200, POISON)
            .untilClosed(),
        passed(
            "close behind a length",
            head(OK, "Connection: close", length(5)) + "hello",
            200,
            "hello"),
        passed("closed behind a length", head(OK, length(5)) + "hello", 200, "hello").thenClosed(),
        passed(
            "HTTP/1.0 with a length", head("HTTP/1.0 200 OK", length(5)) + "hello", 200, "hello"),
        refused("nothing at all", "").thenClosed(),
        refused("half a status line", "HTTP/1.1 20").thenClosed(),
        refused("half a head", OK + "\r\nContent-Length: 5\r\n").thenClosed(),
        cut("half a body", head(OK, length(50)) + "hello").thenClosed(),
        cut("no body at all", head(OK, length(50))).thenClosed(),
        cut("half a chunk", head(OK, CHUNKED) + "5\r\nhel").thenClosed(),
        cut("no last chunk", head(OK, CHUNKED) + "5\r\nhello\r\n").thenClosed(),
        cut("half a last chunk", head(OK, CHUNKED) + "5\r\nhello\r\n0\r\n").thenClosed(),
        cut("no chunk", head(OK, CHUNKED)).thenClosed(),
        refused("a head that is too long", head(OK, "A: " + "b".repeat(70_000))),
        refused("too many fields", head(OK, "A: b\r\n".repeat(101) + length(0))));
  }

  private static Stream<BadAnswer> switches() {
    String switching = "HTTP/1.1 101 Switching Protocols";
    return Stream.of(
        refused(
            "a switch that nobody asked for",
            head(switching, "Connection: Upgrade", "Upgrade: websocket")),
        refused("a switch to h2c", head(switching, "Connection: Upgrade", "Upgrade: h2c") + POISON),
        refused("a switch to nothing", head(switching)));
  }
}
