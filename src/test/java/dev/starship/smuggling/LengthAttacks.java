package dev.starship.smuggling;

import static dev.starship.smuggling.Attack.forwarded;
import static dev.starship.smuggling.Attack.refused;
import static dev.starship.smuggling.Attack.unfinished;
import static dev.starship.smuggling.Wire.SMUGGLED;
import static dev.starship.smuggling.Wire.get;
import static dev.starship.smuggling.Wire.head;
import static dev.starship.smuggling.Wire.length;
import static dev.starship.smuggling.Wire.post;
import static dev.starship.smuggling.Wire.shown;

import java.util.List;
import java.util.stream.Stream;

/// Lengths that two parsers read differently, and bodies that look like requests (CL.0, 0.CL).
final class LengthAttacks {
  /// What is no number of bytes (RFC 9110 section 8.6), though some parser takes it for one.
  private static final List<String> NO_LENGTHS =
      List.of(
          "",
          "+5",
          "-5",
          "-0",
          "0x5",
          "0X5",
          "#5",
          "$5",
          "5.0",
          "5e0",
          "0b101",
          "0o5",
          "5,5",
          "5, 5",
          "5,6",
          "5,",
          ",5",
          "5;5",
          "5;",
          "5 5",
          "5\t5",
          "0 5",
          "\"5\"",
          "'5'",
          "(5)",
          "[5]",
          "5a",
          "5h",
          "a5",
          "5_0",
          "1'000",
          "5%",
          "%35",
          "five",
          "NaN",
          "null",
          "5\u0000",
          "\u00005",
          "5\u000b",
          "\u000b5",
          "5\f",
          "\f5",
          "5\u0085",
          "\u00a05",
          "5\u00a0",
          "\u00ef\u00bc\u0095",
          "\u00d9\u00a5",
          "9223372036854775808",
          "18396739073709551615",
          "18396739073709551621",
          "99999999999999999999",
          "340282366920938463463374607431768211461",
          "-18396739073709551611",
          "00000000000000000000000000000005");

  /// Pairs of lengths in two lines; not even the same twice is taken.
  private static final String[][] TWICE = {
    {"5", "5"},
    {"5", "6"},
    {"6", "5"},
    {"0", "5"},
    {"5", "0"},
    {"5", ""},
    {"", "5"},
    {"5", "+5"},
    {"5", "05"},
    {"5", "x"},
    {"x", "5"},
    {"5", "5, 5"},
    {"39", "0"},
    {"0", "39"}
  };

  private LengthAttacks() {}

  static Stream<Attack> all() {
    return Stream.of(noLengths(), twice(), names(), lengths(), bodiesThatAreRequests())
        .flatMap(attacks -> attacks);
  }

  private static Stream<Attack> noLengths() {
    return NO_LENGTHS.stream()
        .map(value ->
            refused(
                400,
                "Content-Length: " + shown(value),
                post("Content-Length: " + value) + "hello" + SMUGGLED));
  }

  private static Stream<Attack> twice() {
    Stream<Attack> pairs =
        Stream.of(TWICE)
            .map(pair ->
                refused(
                    400,
                    "Content-Length " + pair[0] + " and " + pair[1],
                    post("Content-Length: " + pair[0], "Content-Length: " + pair[1])
                        + "hello"
                        + SMUGGLED));
    return Stream.concat(
        pairs,
        Stream.of(
            refused(
                400,
                "the same length under names in other case",
                post("content-length: 5", "CONTENT-LENGTH: 5") + "hello"),
            refused(
                400,
                "three times the same length",
                post("Content-Length: 5", "Content-Length: 5", "Content-Length: 5") + "hello"),
            refused(
                400,
                "two lengths far apart",
                post("Content-Length: 5", "A: b", "C: d", "E: f", "Content-Length: 50") + "hello"),
            refused(400, "two lengths of a GET", get("Content-Length: 0", "Content-Length: 39"))));
  }

  private static Stream<Attack> names() {
    Stream<Attack> spoiled =
        Stream.of(
                "Content-Length : 5",
                "Content-Length\t: 5",
                "Content-Length\u0000: 5",
                "Content-Length\u000b: 5",
                "Content-Length\u00a0: 5",
                "Content-Length\r: 5",
                "Content-Length\n: 5",
                "Content-Length\r\n: 5",
                "Content-Length:\r\n 5",
                "Content-Length: 5\r\n 0",
                "Content-Length: 5\r\n\t0",
                "Content-\r\n Length: 5",
                " Content-Length: 5",
                "\tContent-Length: 5",
                "Content Length: 5",
                "Content-Length 5",
                "Content-Length=5",
                ":Content-Length: 5",
                "\u0000Content-Length: 5",
                "A: b\nContent-Length: 5",
                "A: b\rContent-Length: 5",
                "A: b\r\r\nContent-Length: 5",
                "A: b\n\rContent-Length: 5",
                "(Content-Length): 5",
                "\"Content-Length\": 5",
                "Content\u2010Length: 5".replace('\u2010', '\u00ad'))
            .map(line -> refused(400, shown(line), post(line) + "hello" + SMUGGLED));
    Stream<Attack> otherFields =
        Stream.of(
                "Content_Length: 39",
                "ContentLength: 39",
                "Content-Length-: 39",
                "X-Content-Length: 39",
                "Content.Length: 39",
                "Length: 39")
            .map(line ->
                forwarded(
                    shown(line) + " is no length: what follows is a request",
                    post(line) + SMUGGLED,
                    Request.post(""),
                    Request.get("b.com", "/smuggled")));
    return Stream.concat(spoiled, otherFields);
  }

  private static Stream<Attack> lengths() {
    return Stream.of(
        forwarded("a length", post("Content-Length: 5") + "hello", Request.post("hello")),
        forwarded(
            "a length without a space", post("Content-Length:5") + "hello", Request.post("hello")),
        forwarded(
            "a length between whitespace",
            post("Content-Length: \t 5\t ") + "hello",
            Request.post("hello")),
        forwarded(
            "a length with leading zeros is decimal",
            post("Content-Length: 010") + "hellohello",
            Request.post("hellohello")),
        forwarded(
            "a length of 0, and a request behind it",
            post("Content-Length: 0") + SMUGGLED,
            Request.post(""),
            Request.get("b.com", "/smuggled")),
        forwarded(
            "no length, and a request behind the head",
            post() + SMUGGLED,
            Request.post(""),
            Request.get("b.com", "/smuggled")),
        refused(
                400,
                "a length of one byte less than the body",
                post("Content-Length: 4") + "hell\u0001")
            .after(Request.post("hell")),
        unfinished("a length of more than comes", post("Content-Length: 10") + "hello"),
        unfinished("a length of 4 GiB and 5", post("Content-Length: 4294967301") + "hello"),
        unfinished("the longest length", post("Content-Length: 999999999999999999") + "hello"),
        unfinished(
            "a length that takes in a whole request",
            post("Content-Length: " + (SMUGGLED.length() + 1)) + SMUGGLED),
        forwarded(
                "the length of an HTTP/1.0 request",
                head("POST / HTTP/1.0", "Host: a.com", "Content-Length: 5") + "hello" + SMUGGLED,
                Request.post("hello"))
            .closing());
  }

  /// The body of any method is a body, whatever it looks like, also of those that seldom have one.
  private static Stream<Attack> bodiesThatAreRequests() {
    return Stream.of("GET", "HEAD", "DELETE", "OPTIONS", "TRACE", "PATCH", "POST", "PUT", "get")
        .flatMap(method -> {
          String line = method + " /static/logo.png HTTP/1.1";
          String length = length(SMUGGLED.length());
          Request request = new Request(method, "a.com", "/static/logo.png", SMUGGLED);
          Request empty = new Request(method, "a.com", "/static/logo.png", "");
          return Stream.of(
              forwarded(
                  method + " whose body is a request",
                  head(line, "Host: a.com", length) + SMUGGLED,
                  request),
              forwarded(
                  method + " whose body is a request, with Expect",
                  head(line, "Host: a.com", "Expect: 100-continue", length) + SMUGGLED,
                  request),
              forwarded(
                  method + " without a body, and a request behind it",
                  head(line, "Host: a.com") + SMUGGLED,
                  empty,
                  Request.get("b.com", "/smuggled")));
        });
  }
}
