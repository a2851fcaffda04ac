package dev.starship.smuggling;

import static dev.starship.smuggling.Attack.forwarded;
import static dev.starship.smuggling.Attack.refused;
import static dev.starship.smuggling.Attack.unfinished;
import static dev.starship.smuggling.Wire.CHUNKED;
import static dev.starship.smuggling.Wire.SMUGGLED;
import static dev.starship.smuggling.Wire.post;
import static dev.starship.smuggling.Wire.shown;

import java.util.List;
import java.util.stream.Stream;

/// Chunks (RFC 9112 section 7.1) whose sizes, extensions, line ends or trailers are read
/// differently by different parsers.
final class ChunkAttacks {
  private static final String HEAD = post(CHUNKED);
  private static final String END = "0\r\n\r\n";

  /// What is no size of 5, though some parser takes it for one.
  private static final List<String> NO_SIZES =
      List.of(
          "",
          "0x5",
          "0X5",
          "x5",
          "#5",
          "$5",
          "\\x5",
          "5h",
          "+5",
          "-5",
          "-fffffffffffffffb",
          " 5",
          "\t5",
          "5 ",
          "5\t",
          "5 5",
          "0 5",
          "5 x",
          "5,",
          "5,5",
          "5.0",
          "5_",
          "0_5",
          "5:",
          "5=a",
          "5\"",
          "\"5\"",
          "(5)",
          "g",
          "5g",
          "5z",
          "\u00005",
          "5\u0000",
          "5\u000b",
          "\u000b5",
          "5\f",
          "5\u0085",
          "5\u00a0",
          "\u00ef\u00bc\u0095",
          "\u00d9\u00a5",
          "8000000000000005",
          "fffffffffffffffb",
          "ffffffffffffffff",
          "10000000000000005",
          "100000000000000000000000000000005",
          "00000000000000000000000000000005");

  /// Ends of the line with the size, or of one with an extension, that are not CRLF.
  private static final List<String> NO_LINE_ENDS =
      List.of("\n", "\r", "\r\r\n", "\n\r", "\n\n", "\r\r", "\u0000\r\n", "\u000b\n", "\u0085");

  /// What may not stand in an extension.
  private static final List<String> NO_EXTENSIONS =
      List.of(
          ";\n",
          ";a\n",
          ";a\nb",
          ";a=b\nc",
          ";a=\"\n\"",
          ";a=\"b\nc\"",
          ";a=\"\r\n\"",
          ";a=\"b\r\nc\"",
          ";a=\"b\\\"\r\nhello\r\n0;\"",
          ";a=\"b\"\"",
          ";\r",
          ";a\rb",
          ";a=\rb",
          ";a=\"\rb\"",
          ";\u0000",
          ";a\u0000",
          ";a=\u0000",
          ";a=\u000b",
          ";a\u001b",
          ";a=\u007f",
          " a",
          "\ta=b",
          "  \u000b;a");

  /// Whole bodies that break in or behind a chunk.
  private static final List<String> BROKEN =
      List.of(
          "5\r\nhello0\r\n\r\n",
          "5\r\nhello\n0\r\n\r\n",
          "5\r\nhello\r0\r\n\r\n",
          "5\r\nhello\r\r\n0\r\n\r\n",
          "5\r\nhello\n\n0\r\n\r\n",
          "5\r\nhello\n\r0\r\n\r\n",
          "5\r\nhelloXX0\r\n\r\n",
          "5\r\nhelloX\r\n0\r\n\r\n",
          "5\r\nhello \r\n0\r\n\r\n",
          "5\r\nhello;\r\n0\r\n\r\n",
          "5\r\nhello\r\n\r\n0\r\n\r\n",
          "5\r\nhell\r\n0\r\n\r\n",
          "6\r\nhello\r\n0\r\n\r\n",
          "4\r\nhello\r\n0\r\n\r\n",
          "\r\n5\r\nhello\r\n0\r\n\r\n",
          "\n5\r\nhello\r\n0\r\n\r\n",
          "5\r\nhello\r\nx\r\n\r\n",
          "5\r\nhello\r\n-0\r\n\r\n",
          "5\r\nhello\r\n+0\r\n\r\n",
          "5\r\nhello\r\n0x0\r\n\r\n",
          "5\r\nhello\r\n0 \r\n\r\n",
          "5\r\nhello\r\n 0\r\n\r\n",
          "5\r\nhello\r\n0\n\n",
          "5\r\nhello\r\n0\n\r\n",
          "5\r\nhello\r\n0\r\n\n",
          "5\r\nhello\r\n0\r\r\n",
          "5\r\nhello\r\n0\r\n\r\r\n",
          "5\r\nhello\r\n0\rX",
          "5\r\nhello\r\n0\r\n\rX",
          "5\r\nhello\r\n0;\n\r\n",
          "5\r\nhello\r\n00000000000000000\r\n\r\n");

  /// Trailer lines that are refused: no fields, or fields that frame, route, end or vouch for a
  /// message (RFC 9110 section 6.5.1).
  private static final List<String> NO_TRAILERS =
      List.of(
          "A: b\n",
          "A: b\r",
          "A: b\r\r\n",
          "A: b\n\r",
          "A\r\n",
          "A b\r\n",
          "A : b\r\n",
          "A\t: b\r\n",
          " A: b\r\n",
          "\tA: b\r\n",
          "A: b\r\n c\r\n",
          ": b\r\n",
          "A\u0000: b\r\n",
          "A: \u0000b\r\n",
          "A: b\u000b\r\n",
          "A: b\u007f\r\n",
          "GET /smuggled HTTP/1.1\r\nHost: b.com\r\n",
          "Content-Length: 39\r\n",
          "content-length: 0\r\n",
          "Transfer-Encoding: chunked\r\n",
          "TRANSFER-ENCODING: identity\r\n",
          "Host: b.com\r\n",
          "A: b\r\nHost: a.com\r\n",
          "Connection: close\r\n",
          "Upgrade: websocket\r\n",
          "TE: trailers\r\n",
          "Cookie: a=b\r\n",
          "Authorization: Basic a\r\n",
          "Content-Type: a/b\r\n",
          "X-Forwarded-For: 127.0.0.1\r\n",
          "A: b\r\nx_forwarded_for: 127.0.0.1\r\n");

  private ChunkAttacks() {}

  static Stream<Attack> all() {
    return Stream.of(
            sizes(), lineEnds(), extensions(), broken(), trailers(), whole(), unfinishedOnes())
        .flatMap(attacks -> attacks);
  }

  private static Stream<Attack> sizes() {
    return NO_SIZES.stream()
        .flatMap(size ->
            Stream.of(
                refused(
                    400,
                    "first size " + shown(size),
                    HEAD + size + "\r\nhello\r\n" + END + SMUGGLED),
                refused(
                    400,
                    "second size " + shown(size),
                    HEAD + "1\r\nx\r\n" + size + "\r\nhello\r\n" + END + SMUGGLED)));
  }

  private static Stream<Attack> lineEnds() {
    return NO_LINE_ENDS.stream()
        .flatMap(end ->
            Stream.of(
                refused(
                    400,
                    "size ended by " + shown(end),
                    HEAD + "5" + end + "hello\r\n" + END + SMUGGLED),
                refused(
                    400,
                    "extension ended by " + shown(end),
                    HEAD + "5;a=b" + end + "hello\r\n" + END + SMUGGLED),
                refused(
                    400,
                    "last size ended by " + shown(end),
                    HEAD + "0" + end + "\r\n" + SMUGGLED)));
  }

  private static Stream<Attack> extensions() {
    Stream<Attack> refused =
        NO_EXTENSIONS.stream()
            .flatMap(extension ->
                Stream.of(
                    refused(
                        400,
                        "extension " + shown(extension),
                        HEAD + "5" + extension + "\r\nhello\r\n" + END + SMUGGLED),
                    refused(
                        400,
                        "last extension " + shown(extension),
                        HEAD + "5\r\nhello\r\n0" + extension + "\r\n\r\n" + SMUGGLED)));
    Stream<Attack> tooLong =
        Stream.of(
            refused(400, "extension too long", HEAD + "5;" + "a".repeat(1_024) + "\r\nhello\r\n"),
            refused(400, "whitespace too long", HEAD + "5" + " ".repeat(1_025) + ";\r\nhello"));
    return Stream.concat(refused, tooLong);
  }

  private static Stream<Attack> broken() {
    return BROKEN.stream()
        .map(body -> refused(400, "chunks " + shown(body), HEAD + body + SMUGGLED));
  }

  private static Stream<Attack> trailers() {
    Stream<Attack> refused =
        NO_TRAILERS.stream()
            .map(lines ->
                refused(
                    400,
                    "trailer " + shown(lines),
                    HEAD + "5\r\nhello\r\n0\r\n" + lines + "\r\n" + SMUGGLED));
    return Stream.concat(
        refused,
        Stream.of(
            refused(
                400,
                "trailers too long",
                HEAD + "0\r\n" + ("A: " + "b".repeat(500) + "\r\n").repeat(20) + "\r\n"),
            refused(400, "too many trailers", HEAD + "0\r\n" + "A: b\r\n".repeat(101) + "\r\n")));
  }

  private static Stream<Attack> whole() {
    return Stream.of(
            "5\r\nhello\r\n0\r\n\r\n",
            "05\r\nhello\r\n00\r\n\r\n",
            "0000000000000005\r\nhello\r\n0000000000000000\r\n\r\n",
            "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n",
            "1\r\nh\r\n1\r\ne\r\n1\r\nl\r\n1\r\nl\r\n1\r\no\r\n0\r\n\r\n",
            "5;a\r\nhello\r\n0;b=c\r\n\r\n",
            "5;a=\"b c\"\r\nhello\r\n0\r\n\r\n",
            "5;a=\"b\\\"c;\\\\\"\r\nhello\r\n0;d=\"\"\r\n\r\n",
            "5 ;a\r\nhello\r\n0\r\n\r\n",
            "5\t ; a = b\r\nhello\r\n0\r\n\r\n",
            "5;a;b;c=d\r\nhello\r\n0\r\n\r\n",
            "5\r\nhello\r\n0\r\nA: b\r\n\r\n",
            "5\r\nhello\r\n0\r\nGrpc-Status: 0\r\nDigest: x, y\r\n\r\n")
        .map(body ->
            forwarded(
                "whole chunks " + shown(body),
                HEAD + body + SMUGGLED,
                Request.post("hello"),
                Request.get("b.com", "/smuggled")));
  }

  private static Stream<Attack> unfinishedOnes() {
    String request = "27\r\n" + SMUGGLED;
    return Stream.of(
        forwarded(
            "a chunk that is a request", HEAD + request + "\r\n" + END, Request.post(SMUGGLED)),
        forwarded(
            "a chunk that is the end of a body",
            HEAD + "5\r\n" + END + "\r\n" + END,
            Request.post(END)),
        unfinished("a chunk that is a request, and no end", HEAD + request + "\r\n"),
        unfinished("a chunk of 4 GiB and 5", HEAD + "100000005\r\nhello\r\n" + END),
        unfinished("the largest chunk", HEAD + "7fffffffffffffff\r\nhello\r\n" + END),
        unfinished("no chunk at all", HEAD),
        unfinished("half a size", HEAD + "5"),
        unfinished("an end without its last line", HEAD + "5\r\nhello\r\n0\r\n"),
        unfinished("an end without its last byte", HEAD + "5\r\nhello\r\n0\r\n\r"),
        unfinished("a trailer without its end", HEAD + "5\r\nhello\r\n0\r\nA: b\r\n"));
  }
}
