package dev.starship.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SuggestionTest {
  @Test
  void countsLettersPutInLeftOutChangedAndSwapped() {
    assertThat(Suggestion.distance("ttl", "ttl")).isZero();
    assertThat(Suggestion.distance("ttl", "tll")).isOne();
    assertThat(Suggestion.distance("ttl", "ttls")).isOne();
    assertThat(Suggestion.distance("ttl", "tl")).isOne();
    assertThat(Suggestion.distance("adimn", "admin")).isOne();
    assertThat(Suggestion.distance("", "abc")).isEqualTo(3);
    assertThat(Suggestion.distance("kitten", "sitting")).isEqualTo(3);
  }

  @Test
  void takesTheNearestOfSeveral() {
    assertThat(Suggestion.nearest("htpPort", List.of("tlsPort", "httpPort"))).contains("httpPort");
    assertThat(Suggestion.nearest("tlPort", List.of("tlsPort", "httpPort"))).contains("tlsPort");
  }

  @Test
  void doesNotTakeOneShortWordForAnother() {
    assertThat(Suggestion.nearest("tls", List.of("ttl"))).isEmpty();
    assertThat(Suggestion.nearest("x", List.of("http", "file"))).isEmpty();
  }
}
