package dev.starship.http;

import static dev.starship.http.HeadTexts.HOP;
import static dev.starship.http.HeadTexts.request;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a backend is told of the hops before it: RFC 7239, RFC 9110 section 7.6.3.
class ForwardedFieldsTest {
  private static final Hop TRUSTED = HeadTexts.hop("192.0.2.7", true);

  /// The added lines, without the first and the last.
  private static List<String> sent(Hop hop, String... lines) {
    List<String> all = HeadTexts.sent(request(lines), hop).lines().toList();
    return all.subList(1, all.size() - 1);
  }

  @Test
  void tellsOfTheClientAndOfHowItCame() {
    assertThat(sent(HOP, "GET / HTTP/1.1", "Host: a.com:8080"))
        .containsExactly(
            "Host: a.com:8080",
            "X-Forwarded-For: 192.0.2.7",
            "X-Forwarded-Proto: http",
            "X-Forwarded-Host: a.com:8080",
            "X-Forwarded-Port: 8080",
            "Forwarded: for=192.0.2.7;host=\"a.com:8080\";proto=http",
            "X-Request-Id: id-1",
            "Via: 1.1 starship-1");
  }

  @Test
  void writesAnIpv6AddressInQuotesAndBrackets() {
    Hop hop = HeadTexts.hop("2001:db8::1", false);
    assertThat(sent(hop, "GET / HTTP/1.1", "Host: a.com"))
        .contains(
            "X-Forwarded-For: 2001:db8::1",
            "Forwarded: for=\"[2001:db8::1]\";host=a.com;proto=http");
  }

  @Test
  void namesNoHostWhereThereIsNone() {
    assertThat(sent(HOP, "GET / HTTP/1.0"))
        .contains("Forwarded: for=192.0.2.7;proto=http", "Via: 1.0 starship-1")
        .noneMatch(line -> line.startsWith("X-Forwarded-Host"));
  }

  @Test
  void theHostIsThatOfAnAbsoluteTarget() {
    assertThat(sent(HOP, "GET http://b.com/ HTTP/1.1", "Host: a.com"))
        .contains("Host: b.com", "X-Forwarded-Host: b.com")
        .noneMatch(line -> line.contains("a.com"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-For",
        "x-forwarded-for",
        "X_Forwarded_For",
        "X-Forwarded-Proto",
        "X-Forwarded-Host",
        "X_FORWARDED-HOST",
        "X-Forwarded-Port",
        "X-Forwarded-Server",
        "X-Forwarded-Ssl",
        "X-Forwarded-Prefix",
        "X-Real-IP",
        "X_Real_IP",
        "Forwarded",
        "FORWARDED"
      })
  void whatAnUntrustedClientSaysOfHopsIsReplaced(String name) {
    assertThat(sent(HOP, "GET / HTTP/1.1", "Host: a.com", name + ": forged"))
        .noneMatch(line -> line.contains("forged"));
  }

  @Test
  void whatATrustedClientSaysIsKeptAndAppendedTo() {
    assertThat(
            sent(
                TRUSTED,
                "GET / HTTP/1.1",
                "Host: a.com",
                "X-Forwarded-For: 198.51.100.1",
                "X-Forwarded-For: 198.51.100.2, 198.51.100.3",
                "X-Forwarded-Proto: https",
                "X-Forwarded-Host: shop.example",
                "X-Forwarded-Port: 443",
                "X-Real-IP: 198.51.100.1",
                "Forwarded: for=198.51.100.1;proto=https"))
        .containsExactly(
            "Host: a.com",
            "X-Forwarded-Proto: https",
            "X-Forwarded-Host: shop.example",
            "X-Forwarded-Port: 443",
            "X-Real-IP: 198.51.100.1",
            "X-Forwarded-For: 198.51.100.1, 198.51.100.2, 198.51.100.3, 192.0.2.7",
            "Forwarded: for=198.51.100.1;proto=https, for=192.0.2.7;host=a.com;proto=http",
            "X-Request-Id: id-1",
            "Via: 1.1 starship-1");
  }

  /// What the backend gets of these fields from a trusted client that sends `line`.
  private static List<String> told(String line) {
    return sent(TRUSTED, "GET / HTTP/1.1", "Host: a.com", line).stream()
        .filter(sent -> sent.startsWith("X-Forwarded-") || sent.startsWith("Forwarded"))
        .filter(sent -> !sent.equals(line))
        .toList();
  }

  @Test
  void nothingIsAddedThatContradictsATrustedClient() {
    String hop = "X-Forwarded-For: 192.0.2.7";
    String host = "X-Forwarded-Host: a.com";
    assertThat(told("X-Forwarded-Proto: https")).containsExactly(hop, host);
    assertThat(told("X-Forwarded-Port: 443")).containsExactly(hop, host);
    assertThat(told("X-Forwarded-Host: shop.example"))
        .containsExactly(hop, "X-Forwarded-Proto: http");
    assertThat(told("X-Forwarded-For: 198.51.100.1"))
        .containsExactly(
            "X-Forwarded-For: 198.51.100.1, 192.0.2.7",
            "X-Forwarded-Proto: http",
            host,
            "X-Forwarded-Port: 8080");
    assertThat(told("Forwarded: for=198.51.100.1;host=shop.example;proto=https"))
        .containsExactly(
            hop,
            "Forwarded: for=198.51.100.1;host=shop.example;proto=https, "
                + "for=192.0.2.7;host=a.com;proto=http");
  }

  @Test
  void aTrustedClientThatSaysNothingIsTheFirstHop() {
    assertThat(told("A: b"))
        .isEqualTo(
            sent(HOP, "GET / HTTP/1.1", "Host: a.com").stream()
                .filter(line -> line.contains("orwarded"))
                .toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "X-Forwarded-Proto: https       | A: b                     | true",
        "x-forwarded-proto: HTTPS       | A: b                     | true",
        "X-Forwarded-Proto: wss         | A: b                     | true",
        "X-Forwarded-Proto: https, http | X-Forwarded-Proto: http  | true",
        "X-Forwarded-Proto: http, https | X-Forwarded-Proto: https | false",
        "X-Forwarded-Proto: http        | X-Forwarded-Proto: https | false",
        "X-Forwarded-Proto: httpsx      | A: b                     | false",
        "X-Forwarded-Proto:             | A: b                     | false",
        "X_Forwarded_Proto: https       | A: b                     | false",
        "X-Forwarded-Port: 443          | A: b                     | false",
        "Forwarded: for=a;proto=https   | A: b                     | true",
        "Forwarded: Proto=\"HTTPS\"    | A: b                     | true",
        "Forwarded: proto=https, for=b  | Forwarded: proto=http    | true",
        "Forwarded: for=a, proto=https  | A: b                     | false",
        "Forwarded: proto=https         | X-Forwarded-Proto: http  | false"
      })
  void theFirstProtocolIsTheClients(String one, String other, boolean https) {
    assertThat(request("GET / HTTP/1.1", "Host: a.com", one, other).saysHttps()).isEqualTo(https);
  }

  /// A proxy that passes on fields it does not know passes these on from its clients.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "X_Forwarded_For",
        "X-Forwarded_For",
        "x_forwarded_proto",
        "X_Forwarded-Host",
        "X_FORWARDED_PORT",
        "X_Forwarded_Server",
        "X_Real_IP"
      })
  void ofATrustedClientOnlyTheRightSpellingCounts(String name) {
    String genuine = name.replace('_', '-');
    assertThat(sent(TRUSTED, "GET / HTTP/1.1", "Host: a.com", name + ": forged"))
        .noneMatch(line -> line.contains("forged"))
        .anyMatch(line -> line.equalsIgnoreCase("X-Forwarded-Proto: http"));
    assertThat(sent(TRUSTED, "GET / HTTP/1.1", "Host: a.com", genuine + ": 1", name + ": forged"))
        .noneMatch(line -> line.contains("forged"))
        .anyMatch(line -> line.startsWith(genuine + ": 1"));
  }

  @Test
  void anUnderscoreBehindThePrefixIsNoOtherSpelling() {
    assertThat(sent(TRUSTED, "GET / HTTP/1.1", "Host: a.com", "X-Forwarded-My_Zone: 1"))
        .contains("X-Forwarded-My_Zone: 1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-For",
        "X-Forwarded-Proto",
        "X-Forwarded-Host",
        "Forwarded",
        "X-Real-IP"
      })
  void connectionCannotTakeAwayWhatATrustedClientSays(String name) {
    assertThat(
            sent(
                TRUSTED,
                "GET / HTTP/1.1",
                "Host: a.com",
                "Connection: " + name,
                name + ": 192.0.2.99"))
        .anyMatch(line -> line.startsWith(name) && line.contains("192.0.2.99"));
  }

  @Test
  void connectionCannotTakeAwayWhatThisHopAdds() {
    String all = "X-Forwarded-For, Forwarded, X-Request-Id, Via";
    assertThat(sent(HOP, "GET / HTTP/1.1", "Host: a.com", "Connection: " + all))
        .contains("X-Forwarded-For: 192.0.2.7", "X-Request-Id: id-1", "Via: 1.1 starship-1");
  }

  @Test
  void viaIsAppendedToThatOfEarlierHops() {
    assertThat(sent(HOP, "GET / HTTP/1.1", "Host: a.com", "Via: 1.1 cdn"))
        .containsSubsequence("Via: 1.1 cdn", "Via: 1.1 starship-1");
  }

  @Test
  void aRequestIdOfTheClientIsKeptIfItIsOne() {
    assertThat(requestId("X-Request-Id: 550e8400-e29b-41d4-a716-446655440000"))
        .isEqualTo("550e8400-e29b-41d4-a716-446655440000");
    assertThat(requestId("X-Request-Id: " + "a".repeat(128))).hasSize(128);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Request-Id:",
        "X-Request-Id: a b",
        "X-Request-Id: <b>",
        "X-Request-Id: a\"b",
        "X-Request-Id: \u00E9",
        "X-Request-Id: a|X-Request-Id: b",
        "X: y"
      })
  void anyOtherRequestIdIsNot(String lines) {
    assertThat(requestId(lines.split("\\|"))).isEqualTo("none");
    assertThat(requestId("X-Request-Id: " + "a".repeat(129))).isEqualTo("none");
  }

  private static String requestId(String... lines) {
    String[] all = new String[lines.length + 2];
    all[0] = "GET / HTTP/1.1";
    all[1] = "Host: a.com";
    System.arraycopy(lines, 0, all, 2, lines.length);
    return request(all).requestId(128).orElse("none");
  }
}
