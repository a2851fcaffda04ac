package dev.starship.smuggling;

import static dev.starship.smuggling.Attack.forwarded;
import static dev.starship.smuggling.Attack.refused;
import static dev.starship.smuggling.Attack.unfinished;
import static dev.starship.smuggling.Wire.HOST;
import static dev.starship.smuggling.Wire.SMUGGLED;
import static dev.starship.smuggling.Wire.get;
import static dev.starship.smuggling.Wire.head;
import static dev.starship.smuggling.Wire.shown;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Lines of a head (RFC 9112 section 2.2 and 5) that end, begin or go on where only some parsers
/// think so, and bytes that have no place in it.
final class LineAttacks {
  private static final List<String> NO_LINE_ENDS =
      List.of(
          "\n",
          "\r",
          "\n\n",
          "\r\r",
          "\n\r",
          "\r\r\n",
          "\r\n\r",
          " \n",
          "\u0000\r\n",
          "\u000b\r\n",
          "\f\r\n",
          "\u001c\r\n",
          "\u007f\r\n");

  private LineAttacks() {}

  static Stream<Attack> all() {
    return Stream.of(
            lineEnds(), lastLines(), folds(), colons(), beginnings(), controls(), obsText())
        .flatMap(attacks -> attacks);
  }

  private static Stream<Attack> lineEnds() {
    return NO_LINE_ENDS.stream()
        .flatMap(end ->
            Stream.of(
                refused(
                    400,
                    "request line ended by " + shown(end),
                    "GET / HTTP/1.1" + end + "Host: a.com\r\nA: b\r\n\r\n" + SMUGGLED),
                refused(
                    400,
                    "Host ended by " + shown(end),
                    "GET / HTTP/1.1\r\nHost: a.com" + end + "A: b\r\n\r\n" + SMUGGLED),
                refused(
                    400,
                    "a field ended by " + shown(end),
                    "GET / HTTP/1.1\r\nA: b" + end + "Host: a.com\r\n\r\n" + SMUGGLED)));
  }

  /// The line that ends the head. What does not end it runs into the request behind.
  private static Stream<Attack> lastLines() {
    String lines = "GET / HTTP/1.1\r\nHost: a.com\r\n";
    return Stream.of(
        refused(400, "last line \\n", lines + "\n" + SMUGGLED),
        refused(400, "last line \\r", lines + "\r" + SMUGGLED),
        refused(400, "last line \\r\\r\\n", lines + "\r\r\n" + SMUGGLED),
        refused(400, "last line \\n\\r", lines + "\n\r" + SMUGGLED),
        refused(400, "a space in the last line", lines + " \r\n" + SMUGGLED),
        refused(400, "a tab in the last line", lines + "\t\r\n" + SMUGGLED),
        refused(400, "NUL in the last line", lines + "\u0000\r\n" + SMUGGLED),
        refused(400, "no last line", lines + SMUGGLED),
        refused(400, "an LF behind the last line", lines + "\r\n\n" + SMUGGLED)
            .after(Request.get("/")),
        refused(400, "a CR behind the last line", lines + "\r\n\r" + SMUGGLED)
            .after(Request.get("/")),
        unfinished("half of the last line", lines + "\r"),
        unfinished("a head without its last line", lines),
        unfinished("half of a request line", "GET /half HT"),
        unfinished("a request line alone", "GET / HTTP/1.1\r\n"),
        forwarded(
            "an empty line behind the last line",
            lines + "\r\n\r\n" + SMUGGLED,
            Request.get("/"),
            Request.get("b.com", "/smuggled")),
        refused(400, "two empty lines behind the last line", lines + "\r\n\r\n\r\n" + SMUGGLED)
            .after(Request.get("/")));
  }

  private static Stream<Attack> folds() {
    return Stream.of(
            head("GET / HTTP/1.1", " A: b", HOST),
            head("GET / HTTP/1.1", "\tA: b", HOST),
            head("GET / HTTP/1.1", " Host: b.com", HOST),
            head("GET / HTTP/1.1", "\tHost: b.com", HOST),
            head("GET / HTTP/1.1", HOST, " b.com"),
            head("GET / HTTP/1.1", HOST, "\tb.com"),
            head("GET / HTTP/1.1", HOST, " Host: b.com"),
            head("GET / HTTP/1.1", "Host:", " b.com"),
            head("GET / HTTP/1.1", HOST, "A: b", " c"),
            head("GET / HTTP/1.1", HOST, "A: b", "\tc"),
            head("GET / HTTP/1.1", HOST, "A:", " b"),
            head("GET / HTTP/1.1", HOST, "A: b", " Content-Length: 5"),
            head("GET / HTTP/1.1", HOST, "A: b", " ", "C: d"),
            head("GET / HTTP/1.1", HOST, "A: b", " "),
            head("GET / HTTP/1.1", HOST, "A: b", "\t"))
        .map(bytes -> refused(400, "fold " + shown(bytes), bytes + SMUGGLED));
  }

  private static Stream<Attack> colons() {
    return Stream.of("Host", "Connection", "A", "Cookie", "Expect")
        .flatMap(name ->
            Stream.of(
                    name + " : x",
                    name + "\t: x",
                    name + "\u0000: x",
                    name + "\u000b: x",
                    name + "\u00a0: x",
                    name + " x",
                    name,
                    ":" + name + ": x",
                    name + "\"a\": x",
                    name + "(a): x",
                    name + "/: x",
                    name + "[0]: x",
                    name + "@: x",
                    name + "=x",
                    "\"" + name + "\": x")
                .map(line -> refused(400, "field " + shown(line), get(line) + SMUGGLED)));
  }

  /// One empty line before a request is ignored (RFC 9112 section 2.2), and nothing else is.
  private static Stream<Attack> beginnings() {
    Stream<Attack> refused =
        Stream.of(
                "\n",
                "\r",
                " ",
                "\t",
                "\u0000",
                "\u000b",
                "\u00ef\u00bb\u00bf",
                "\r\n\r\n",
                "\r\n\n",
                "\r\n ",
                " \r\n",
                "\r\r\n",
                "\n\r\n")
            .map(before -> refused(400, "before a request " + shown(before), before + get()));
    return Stream.concat(
        refused, Stream.of(forwarded("one empty line before", "\r\n" + get(), Request.get("/"))));
  }

  /// Every control byte in every part of a head.
  private static Stream<Attack> controls() {
    return IntStream.concat(IntStream.range(0, ' '), IntStream.of(0x7F))
        .filter(b -> b != '\r' && b != '\n')
        .boxed()
        .flatMap(b -> {
          String c = Character.toString(b);
          Stream<Attack> parts =
              Stream.of(
                  refused(400, "in a method " + shown(c), head("G" + c + "ET / HTTP/1.1", HOST)),
                  refused(400, "in a target " + shown(c), head("GET /a" + c + "b HTTP/1.1", HOST)),
                  refused(400, "in a version " + shown(c), head("GET / HTTP/1" + c + ".1", HOST)),
                  refused(400, "in a field's name " + shown(c), get("A" + c + "B: c")),
                  refused(
                      400, "in Host " + shown(c), head("GET / HTTP/1.1", "Host: a" + c + ".com")));
          return b == '\t'
              ? parts
              : Stream.concat(
                  parts,
                  Stream.of(refused(400, "in a field's value " + shown(c), get("A: b" + c + "c"))));
        });
  }

  /// Bytes beyond ASCII pass in values only.
  private static Stream<Attack> obsText() {
    return Stream.of("\u0080", "\u0085", "\u00a0", "\u00ff", "\u00c3\u00a4", "\u00e2\u0080\u00a8")
        .flatMap(text ->
            Stream.of(
                refused(400, "in a method " + shown(text), head("G" + text + " / HTTP/1.1", HOST)),
                refused(
                    400, "in a target " + shown(text), head("GET /" + text + " HTTP/1.1", HOST)),
                refused(400, "in a name " + shown(text), get("A" + text + ": b")),
                refused(
                    400, "in Host " + shown(text), head("GET / HTTP/1.1", "Host: a.com" + text)),
                forwarded(
                    "in a value " + shown(text), get("A: b" + text + "c"), Request.get("/"))));
  }
}
