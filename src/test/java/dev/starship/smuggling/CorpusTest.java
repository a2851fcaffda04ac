package dev.starship.smuggling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The corpus itself.
class CorpusTest {
  @Test
  void hasSeveralHundredAttacksWithNamesOfTheirOwn() {
    assertThat(Stream.of(Corpus.values()).flatMap(Corpus::attacks).map(Attack::name))
        .hasSizeGreaterThan(900)
        .doesNotHaveDuplicates();
  }
}
