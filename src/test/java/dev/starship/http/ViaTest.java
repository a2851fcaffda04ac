package dev.starship.http;

import static dev.starship.http.HeadTexts.head;
import static dev.starship.http.HeadTexts.read;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which hops a request says that it came through.
class ViaTest {
  private static final String HOP = "starship-1";

  private static boolean cameThrough(String... fields) {
    Stream<String> lines = Stream.concat(Stream.of("GET / HTTP/1.1", "Host: a"), Stream.of(fields));
    return ((HeadReading.Whole<RequestHead>) read(head(lines.toArray(String[]::new))))
        .head()
        .cameThrough(HOP);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Via: 1.1 starship-1",
        "via: 1.0 starship-1",
        "VIA: HTTP/1.1 starship-1",
        "Via: 2 starship-1 (of the edge)",
        "Via: 1.1\t starship-1\t(x)",
        "Via: 1.0 fred, 1.1 starship-1",
        "Via: 1.1 starship-1 , 1.1 p.example.net:8080",
        "Via: ,1.1 starship-1,,"
      })
  void knowsItselfWhereverItStands(String field) {
    assertThat(cameThrough(field)).isTrue();
  }

  @Test
  void knowsItselfInAnyOfSeveralLines() {
    for (String own : List.of("a", "b", "c")) {
      assertThat(
              cameThrough(
                  "Via: 1.1 " + (own.equals("a") ? HOP : "a"),
                  "Via: 1.1 " + (own.equals("b") ? HOP : "b"),
                  "Via: 1.1 " + (own.equals("c") ? HOP : "c")))
          .isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Via: 1.1 starship-2",
        "Via: 1.1 starship-11",
        "Via: 1.1 starship",
        "Via: 1.1 cdn (starship-1)",
        "Via: 1.1 cdn starship-1",
        "Via: starship-1 cdn",
        "Via: starship-1",
        "Via: ",
        "X-Via: 1.1 starship-1",
        "Forwarded: by=starship-1"
      })
  void takesNothingElseForItself(String field) {
    assertThat(cameThrough(field)).isFalse();
  }
}
