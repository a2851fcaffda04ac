package dev.starship.http;

import static dev.starship.http.HeadTexts.fault;
import static dev.starship.http.HeadTexts.faultOf;
import static dev.starship.http.HeadTexts.read;
import static dev.starship.http.HeadTexts.request;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Field lines: RFC 9112 section 5, RFC 9110 section 5.
class FieldLinesTest {
  private static final String[] BEGINNING = {"GET / HTTP/1.1", "Host: a.com"};

  private static String[] with(String... lines) {
    return Stream.concat(Stream.of(BEGINNING), Stream.of(lines)).toArray(String[]::new);
  }

  private static HttpFault faultWithRaw(String rest) {
    return faultOf(read(String.join("\r\n", BEGINNING) + "\r\n" + rest));
  }

  @Test
  void keepsOrderCaseAndRepetition() {
    assertThat(request(with("B: 2", "a: 1", "B:3")).fields().all())
        .containsExactly(
            new Field("Host", "a.com"),
            new Field("B", "2"),
            new Field("a", "1"),
            new Field("B", "3"));
  }

  @Test
  void trimsWhitespaceAroundValuesOnly() {
    assertThat(request(with("X: \t a \t b\t ")).fields().first("x")).contains("a \t b");
    assertThat(request(with("X:")).fields().first("X")).contains("");
    assertThat(request(with("X: \t ")).fields().first("X")).contains("");
  }

  @Test
  void keepsBytesBeyondAscii() {
    assertThat(request(with("X: \u00FF\u0080")).fields().first("X")).contains("\u00FF\u0080");
  }

  @Test
  void takesEveryTokenCharacterInNames() {
    String name = "!#$%&'*+-.^_`|~09azAZ";

    assertThat(request(with(name + ": 1")).fields().first(name)).contains("1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {": x", "a", "a;b: x", "a\u00E4: x", "(a): x", "a\0b: x", "a/b: x", "\u007F: x"})
  void refusesNamesThatAreNoTokens(String line) {
    assertThat(fault(with(line))).isEqualTo(HttpFault.MALFORMED_FIELD_NAME);
  }

  @ParameterizedTest
  @ValueSource(strings = {"X : y", "X\t: y", "Content-Length : 5"})
  void refusesWhitespaceBeforeTheColon(String line) {
    assertThat(fault(with(line))).isEqualTo(HttpFault.SPACE_BEFORE_COLON);
  }

  @Test
  void refusesFoldedLines() {
    assertThat(fault(with("X: a", " b"))).isEqualTo(HttpFault.FOLDED_FIELD);
    assertThat(fault(with("X: a", "\tb"))).isEqualTo(HttpFault.FOLDED_FIELD);
    assertThat(fault("GET / HTTP/1.1", " Host: a.com")).isEqualTo(HttpFault.FOLDED_FIELD);
  }

  @Test
  void refusesControlBytesInValues() {
    IntStream.concat(IntStream.range(0, 0x20), IntStream.of(0x7F))
        .filter(c -> c != '\t' && c != '\r' && c != '\n')
        .forEach(c -> assertThat(fault(with("X: a" + (char) c))).isEqualTo(HttpFault.CONTROL_BYTE));
  }

  @Test
  void refusesBareLineEnds() {
    assertThat(faultWithRaw("X: a\nY: b\r\n\r\n")).isEqualTo(HttpFault.BARE_LF);
    assertThat(faultWithRaw("X: a\rY: b\r\n\r\n")).isEqualTo(HttpFault.BARE_CR);
    assertThat(faultWithRaw("X: a\r\r\n\r\n")).isEqualTo(HttpFault.BARE_CR);
    assertThat(faultWithRaw("\n")).isEqualTo(HttpFault.BARE_LF);
    assertThat(faultWithRaw("\rX")).isEqualTo(HttpFault.BARE_CR);
    assertThat(faultWithRaw("X\r\n")).isEqualTo(HttpFault.MALFORMED_FIELD_NAME);
  }

  @Test
  void refusesOneFieldMoreThanAllowed() {
    String[] most =
        with(IntStream.range(0, 99).mapToObj(i -> "X" + i + ": y").toArray(String[]::new));
    String[] more =
        with(IntStream.range(0, 100).mapToObj(i -> "X" + i + ": y").toArray(String[]::new));

    assertThat(request(most).fields().all()).hasSize(100);
    assertThat(fault(more)).isEqualTo(HttpFault.TOO_MANY_FIELDS);
    assertThat(HttpFault.TOO_MANY_FIELDS.status()).isEqualTo(431);
  }

  @Test
  void listsMembersOverAllLines() {
    Fields fields = request(with("L: a, b ,,\tc", "l: D", "L:")).fields();

    assertThat(fields.list("L")).containsExactly("a", "b", "c", "D");
    assertThat(fields.lists("L", "d")).isTrue();
    assertThat(fields.lists("L", "a, b")).isFalse();
    assertThat(fields.count("L")).isEqualTo(3);
    assertThat(fields.first("M")).isEmpty();
  }
}
