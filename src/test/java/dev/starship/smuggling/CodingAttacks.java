package dev.starship.smuggling;

import static dev.starship.smuggling.Attack.forwarded;
import static dev.starship.smuggling.Attack.refused;
import static dev.starship.smuggling.Wire.CHUNKED;
import static dev.starship.smuggling.Wire.CHUNKS;
import static dev.starship.smuggling.Wire.HOST;
import static dev.starship.smuggling.Wire.SMUGGLED;
import static dev.starship.smuggling.Wire.head;
import static dev.starship.smuggling.Wire.length;
import static dev.starship.smuggling.Wire.post;
import static dev.starship.smuggling.Wire.shown;

import java.util.List;
import java.util.stream.Stream;

/// Transfer-Encoding beside Content-Length (CL.TE, TE.CL), and Transfer-Encoding that only some
/// parsers recognise (TE.TE).
final class CodingAttacks {
  /// Field lines of which some parser makes `Transfer-Encoding: chunked`, and the product nothing
  /// at all.
  private static final List<String> SPOILED =
      List.of(
          "Transfer-Encoding: xchunked",
          "Transfer-Encoding: chunkedx",
          "Transfer-Encoding: chunk",
          "Transfer-Encoding: chunked-x",
          "Transfer-Encoding: x chunked",
          "Transfer-Encoding: chunked x",
          "Transfer-Encoding: chunked;",
          "Transfer-Encoding: chunked;q=1",
          "Transfer-Encoding: chunked; a=b",
          "Transfer-Encoding: chunked,",
          "Transfer-Encoding: ,chunked",
          "Transfer-Encoding: , chunked",
          "Transfer-Encoding: chunked, ,",
          "Transfer-Encoding: chunked, chunked",
          "Transfer-Encoding: chunked,chunked",
          "Transfer-Encoding: chunked, identity",
          "Transfer-Encoding: chunked, gzip",
          "Transfer-Encoding: chunked, gzip, chunked",
          "Transfer-Encoding: identity",
          "Transfer-Encoding: gzip",
          "Transfer-Encoding: none",
          "Transfer-Encoding: cow",
          "Transfer-Encoding: \"chunked\"",
          "Transfer-Encoding: 'chunked'",
          "Transfer-Encoding: (chunked)",
          "Transfer-Encoding: =chunked",
          "Transfer-Encoding: :chunked",
          "Transfer-Encoding: c hunked",
          "Transfer-Encoding: chun\tked",
          "Transfer-Encoding: chunked\u0000",
          "Transfer-Encoding: \u0000chunked",
          "Transfer-Encoding: chunked\u0001",
          "Transfer-Encoding: \bchunked",
          "Transfer-Encoding: \u000bchunked",
          "Transfer-Encoding: chunked\u000b",
          "Transfer-Encoding:\u000bchunked",
          "Transfer-Encoding: \fchunked",
          "Transfer-Encoding: chunked\f",
          "Transfer-Encoding: \u007fchunked",
          "Transfer-Encoding: \u0085chunked",
          "Transfer-Encoding: \u00a0chunked",
          "Transfer-Encoding: chunked\u00a0",
          "Transfer-Encoding: \u00ffchunked",
          "Transfer-Encoding: chun\u00e2\u0084\u00aaed",
          "Transfer-Encoding: %63hunked",
          "Transfer-Encoding: ",
          "Transfer-Encoding:",
          "Transfer-Encoding: \r\n chunked",
          "Transfer-Encoding:\r\n\tchunked",
          "Transfer-Encoding: chunked\r\n ,identity",
          "Transfer-Encoding: identity\r\n , chunked",
          "Transfer-Encoding:\n chunked",
          "Transfer-Encoding: \nchunked",
          "Transfer-Encoding: \rchunked",
          "Transfer-Encoding: chunked\r",
          "Transfer-Encoding: chunked\nA: b",
          "Transfer-Encoding : chunked",
          "Transfer-Encoding\t: chunked",
          "Transfer-Encoding\t:\tchunked",
          "Transfer-Encoding\u0000: chunked",
          "Transfer-Encoding\u000b: chunked",
          "Transfer-Encoding\f: chunked",
          "Transfer-Encoding\u00a0: chunked",
          "Transfer-Encoding\r: chunked",
          "Transfer-Encoding\n: chunked",
          "Transfer-Encoding\r\n : chunked",
          " Transfer-Encoding: chunked",
          "\tTransfer-Encoding: chunked",
          "\u000bTransfer-Encoding: chunked",
          "\u0000Transfer-Encoding: chunked",
          ": chunked",
          ":Transfer-Encoding: chunked",
          "Transfer-Encoding chunked",
          "Transfer-Encoding = chunked",
          "Transfer Encoding: chunked",
          "Transfer-\r\n Encoding: chunked",
          "Transfer\u0000-Encoding: chunked",
          "Tr\u00e4nsfer-Encoding: chunked",
          "\"Transfer-Encoding\": chunked",
          "[Transfer-Encoding]: chunked",
          "A: b\nTransfer-Encoding: chunked",
          "A: b\rTransfer-Encoding: chunked",
          "A: b\r\r\nTransfer-Encoding: chunked",
          "A: b\n\rTransfer-Encoding: chunked",
          "A: b\u0000\r\nTransfer-Encoding: chunked",
          "A: b\r\n Transfer-Encoding: chunked",
          "A\r\nTransfer-Encoding: chunked",
          "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
          "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
          "Transfer-Encoding: chunked\r\ntransfer-encoding: x",
          "Transfer-Encoding: chunked\r\nTransfer-Encoding:",
          "Transfer-Encoding:\r\nTransfer-Encoding: chunked");

  /// Codings before chunked: the framing is clear, but nobody here takes them off.
  private static final List<String> MORE_CODINGS =
      List.of(
          "Transfer-Encoding: gzip, chunked",
          "Transfer-Encoding: gzip,chunked",
          "Transfer-Encoding: identity, chunked",
          "Transfer-Encoding: x, y, chunked",
          "Transfer-Encoding: \"a, chunked",
          "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked",
          "Transfer-Encoding: gzip\r\nA: b\r\ntransfer-encoding: Chunked");

  /// One spelling of every parser.
  private static final List<String> CLEAR =
      List.of(
          "Transfer-Encoding: chunked",
          "Transfer-Encoding:chunked",
          "Transfer-Encoding: CHUNKED",
          "Transfer-Encoding: cHuNkEd",
          "transfer-encoding: chunked",
          "TRANSFER-ENCODING: chunked",
          "Transfer-Encoding:\tchunked",
          "Transfer-Encoding: \t chunked \t ");

  /// Other fields, which say nothing of the framing.
  private static final List<String> OTHER_FIELDS =
      List.of(
          "Transfer_Encoding: chunked",
          "TransferEncoding: chunked",
          "Transfer-Encoding-: chunked",
          "X-Transfer-Encoding: chunked",
          "Transfer.Encoding: chunked",
          "Content-Encoding: chunked",
          "Encoding: chunked",
          "TE: chunked",
          "A: \"\\\"Transfer-Encoding: chunked");

  private CodingAttacks() {}

  static Stream<Attack> all() {
    return Stream.of(besideLength(), spoiled(), moreCodings(), clear(), otherFields(), versions())
        .flatMap(attacks -> attacks);
  }

  /// Whatever the two say, in whichever order, of whichever method.
  private static Stream<Attack> besideLength() {
    List<String> lengths = List.of("0", "4", "15", "39", "+5", "", "x", "99999999999999999999");
    Stream<Attack> orders =
        lengths.stream()
            .flatMap(length ->
                Stream.of(
                    refused(
                        400,
                        "CL.TE with length " + length,
                        post("Content-Length: " + length, CHUNKED) + "0\r\n\r\n" + SMUGGLED),
                    refused(
                        400,
                        "TE.CL with length " + length,
                        post(CHUNKED, "Content-Length: " + length)
                            + "27\r\n"
                            + SMUGGLED
                            + "\r\n0\r\n\r\n")));
    Stream<Attack> methods =
        Stream.of("GET", "HEAD", "DELETE", "OPTIONS", "PUT", "TRACE")
            .map(method ->
                refused(
                    400,
                    "both of a " + method,
                    head(method + " / HTTP/1.1", HOST, length(5), CHUNKED) + CHUNKS));
    return Stream.of(orders, methods).flatMap(attacks -> attacks);
  }

  private static Stream<Attack> spoiled() {
    return SPOILED.stream()
        .flatMap(line ->
            Stream.of(
                refused(400, "TE.TE " + shown(line), post(line) + CHUNKS + SMUGGLED),
                refused(
                    400,
                    "CL.TE " + shown(line),
                    post(length(CHUNKS.length()), line) + CHUNKS + SMUGGLED)));
  }

  private static Stream<Attack> moreCodings() {
    return MORE_CODINGS.stream()
        .flatMap(line ->
            Stream.of(
                refused(501, shown(line), post(line) + CHUNKS),
                refused(
                    400,
                    shown(line) + " beside a length",
                    post(length(CHUNKS.length()), line) + CHUNKS)));
  }

  private static Stream<Attack> clear() {
    return CLEAR.stream()
        .flatMap(line ->
            Stream.of(
                forwarded(
                    shown(line),
                    post(line) + CHUNKS + SMUGGLED,
                    Request.post("hello"),
                    Request.get("b.com", "/smuggled")),
                refused(
                    400,
                    shown(line) + " beside a length",
                    post(line, length(CHUNKS.length())) + CHUNKS)));
  }

  private static Stream<Attack> otherFields() {
    return OTHER_FIELDS.stream()
        .flatMap(line ->
            Stream.of(
                forwarded(
                    shown(line) + " beside a length",
                    post(length(CHUNKS.length()), line) + CHUNKS,
                    Request.post(CHUNKS)),
                refused(400, shown(line) + " alone frames nothing", post(line) + CHUNKS)
                    .after(Request.post(""))));
  }

  private static Stream<Attack> versions() {
    return Stream.of(
        refused(
            400, "chunks in HTTP/1.0", head("POST / HTTP/1.0", HOST, CHUNKED) + CHUNKS + SMUGGLED),
        refused(
            400,
            "chunks in HTTP/1.0 that is kept alive",
            head("POST / HTTP/1.0", HOST, "Connection: keep-alive", CHUNKED) + CHUNKS + SMUGGLED),
        refused(
            400,
            "both lengths in HTTP/1.0",
            head("POST / HTTP/1.0", HOST, length(15), CHUNKED) + CHUNKS + SMUGGLED),
        forwarded(
            "chunks in HTTP/1.2, which counts as HTTP/1.1",
            head("POST / HTTP/1.2", HOST, CHUNKED) + CHUNKS,
            Request.post("hello")));
  }
}
