package dev.starship.smuggling;

import static dev.starship.smuggling.Attack.forwarded;
import static dev.starship.smuggling.Attack.refused;
import static dev.starship.smuggling.Attack.unknown;
import static dev.starship.smuggling.Wire.HOST;
import static dev.starship.smuggling.Wire.SMUGGLED;
import static dev.starship.smuggling.Wire.get;
import static dev.starship.smuggling.Wire.head;
import static dev.starship.smuggling.Wire.shown;

import java.util.List;
import java.util.stream.Stream;

/// Hosts (RFC 9112 section 3.2) that two parsers read as two tenants.
final class HostAttacks {
  /// What is no host with an optional port.
  private static final List<String> NO_HOSTS =
      List.of(
          "a.com, b.com",
          "a.com b.com",
          "a.com\tb.com",
          "a.com b",
          "a.com/",
          "a.com/b.com",
          "a.com?b.com",
          "a.com#b.com",
          "a.com\\b.com",
          "a.com:80/",
          "http://a.com",
          "//a.com",
          "user@a.com",
          "b.com@a.com",
          "user:password@a.com",
          "a.com:80@b.com",
          "a.com:-80",
          "a.com:+80",
          "a.com:8 0",
          "a.com: 80",
          "a.com :80",
          "a.com:80:80",
          "a.com:b.com",
          "a.com:99999",
          "a.com:65536",
          "a.com:000000080",
          "a.com:0x50",
          "a.com:80,",
          "a.com:\u00b9",
          "[::1",
          "::1",
          "[a.com]",
          "[]",
          "[::1]b.com",
          "[::1]:x",
          "<a.com>",
          "\"a.com\"",
          "{a.com}",
          "a.com|b.com",
          "a.com^",
          "a.com`",
          "a.com%",
          "a.com%2",
          "a.com%zz",
          "a.com\u0000",
          "a.com\u0000b.com",
          "a.com\u000b",
          "a.com\u007f",
          "\u00a0a.com",
          "a.com\u0085",
          "\u00e4.com");

  private HostAttacks() {}

  static Stream<Attack> all() {
    return Stream.of(invalid(), repeated(), taken(), nobodys()).flatMap(attacks -> attacks);
  }

  private static Stream<Attack> invalid() {
    Stream<Attack> values =
        NO_HOSTS.stream()
            .map(value ->
                refused(
                    400,
                    "Host: " + shown(value),
                    head("GET / HTTP/1.1", "Host: " + value) + SMUGGLED));
    Stream<Attack> missing =
        Stream.of(
            refused(400, "no Host", head("GET / HTTP/1.1", "A: b") + SMUGGLED),
            refused(400, "no field at all", "GET / HTTP/1.1\r\n\r\n" + SMUGGLED),
            refused(
                400, "another field is no Host", head("GET / HTTP/1.1", "Hosts: a.com") + SMUGGLED),
            refused(400, "X-Host is no Host", head("GET / HTTP/1.1", "X-Host: a.com") + SMUGGLED),
            refused(
                400,
                "X-Forwarded-Host is no Host",
                head("GET / HTTP/1.1", "X-Forwarded-Host: a.com") + SMUGGLED),
            refused(400, "Host in a body", head("GET / HTTP/1.1", "A: b") + "Host: a.com\r\n\r\n"));
    return Stream.concat(values, missing);
  }

  private static Stream<Attack> repeated() {
    return Stream.of(
            "Host: a.com",
            "Host: b.com",
            "host: b.com",
            "HOST: b.com",
            "Host:",
            "Host: ",
            "Host : b.com",
            "Host\t: b.com",
            " Host: b.com",
            "A: b\nHost: b.com",
            "A: b\rHost: b.com",
            "A: b\u0000\r\nHost: b.com",
            "A: b\r\nC: d\r\nHost: b.com")
        .flatMap(line ->
            Stream.of(
                refused(400, "Host and then " + shown(line), get(line) + SMUGGLED),
                refused(
                    400,
                    "Host behind " + shown(line),
                    head("GET / HTTP/1.1", line, HOST) + SMUGGLED)));
  }

  private static Stream<Attack> taken() {
    Stream<Attack> values =
        Stream.of("A.COM", "a.com.", "a.com:80", "a.com:8080", "a.com:080", "a.com:")
            .map(value ->
                forwarded(
                    "Host: " + value,
                    head("GET / HTTP/1.1", "Host: " + value) + SMUGGLED,
                    Request.get(value, "/"),
                    Request.get("b.com", "/smuggled")));
    Stream<Attack> believed =
        Stream.of(
                "X-Forwarded-Host: b.com",
                "X-Host: b.com",
                "X-Original-Host: b.com",
                "Forwarded: host=b.com",
                "X-Original-URL: /smuggled",
                "X-Rewrite-URL: /smuggled",
                ":authority: b.com".substring(1),
                "Hos: b.com",
                "Hostx: b.com")
            .map(line -> forwarded("Host beside " + line, get(line), Request.get("/")));
    return Stream.of(
            values,
            believed,
            Stream.of(
                forwarded(
                    "Host between whitespace",
                    head("GET / HTTP/1.1", "Host: \t a.com \t"),
                    Request.get("/")),
                forwarded("Host last", head("GET / HTTP/1.1", "A: b", HOST), Request.get("/"))))
        .flatMap(attacks -> attacks);
  }

  /// Valid, but no host that anybody could have.
  private static Stream<Attack> nobodys() {
    Stream<Attack> values =
        Stream.of(
                "",
                "c.com",
                "a.com.b.com.c",
                "x.a.com",
                "acom",
                "a..com",
                ".a.com",
                "a.com..",
                "a.com,b.com",
                "a.com;b.com",
                "a.com&b.com",
                "*",
                "*.com",
                "%61.com",
                "a%2ecom",
                "a.com%00",
                "a.com%23",
                "127.0.0.1",
                "[::1]",
                "[::1]:80",
                "[v1.a]",
                "0x7f.1",
                "localhost",
                "~",
                "a.com'")
            .map(value -> unknown("Host: " + value, head("GET / HTTP/1.1", "Host: " + value)));
    return Stream.concat(
        values,
        Stream.of(
            unknown("no Host in HTTP/1.0", "GET / HTTP/1.0\r\n\r\n" + SMUGGLED).closing(),
            refused(400, "two Hosts in HTTP/1.0", head("GET / HTTP/1.0", HOST, "Host: b.com"))));
  }
}
