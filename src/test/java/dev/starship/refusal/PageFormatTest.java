package dev.starship.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageFormatTest {
  @ParameterizedTest(name = "{0} wants {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          */*                                                       | TEXT
          ''                                                        | TEXT
          text/html                                                 | HTML
          TEXT/HTML                                                 | HTML
          text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8 | HTML
          application/json                                          | JSON
          application/json, text/plain, */*                         | JSON
          application/problem+json, application/json;q=0.9          | PROBLEM
          application/*                                             | JSON
          text/plain                                                | TEXT
          text/*                                                    | TEXT
          text/plain, text/html;q=0.5                               | TEXT
          text/html;q=0.5, application/json ; q=0.7                 | JSON
          text/html;q=0.2, */*;q=0.1                                | HTML
          text/html;q=0, */*                                        | TEXT
          text/plain;q=0, */*;q=0.3                                 | HTML
          text/html;level=1                                         | HTML
          image/avif,image/webp,*/*;q=0.8                           | TEXT
          image/png                                                 | TEXT
          text/html;q=, text/plain;q=0.001                          | TEXT
          text/html;q=1.5, application/json;q=0.1                   | JSON
          ;;;,,,/,text                                              | TEXT
          """)
  void choosesWhatAcceptWantsMost(String accept, PageFormat format) {
    assertThat(PageFormat.wantedBy(accept)).isEqualTo(format);
  }

  @Test
  void withoutAcceptItIsText() {
    assertThat(PageFormat.wantedBy(null)).isEqualTo(PageFormat.TEXT);
  }

  @Test
  void looksAtTheFirstRangesOnly() {
    String many = "image/png,".repeat(PageLimits.ACCEPT_RANGES);
    assertThat(PageFormat.wantedBy(many + "text/html")).isEqualTo(PageFormat.TEXT);
    assertThat(PageFormat.wantedBy("text/html," + many)).isEqualTo(PageFormat.HTML);
  }
}
