package dev.starship.address;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.address.Parsed.Invalid;
import dev.starship.address.Parsed.Valid;
import java.nio.charset.StandardCharsets;

/// Whatever a person writes, it is a host in normal form or a short, visible sentence.
public final class HostTextFuzz {
  private static final int MAX_WHY_CHARS = 600;

  private HostTextFuzz() {}

  /// Reads `input`, UTF-8, as a host and as a pattern.
  public static void fuzzerTestOneInput(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    switch (HostText.parse(text)) {
      case Valid<Host>(Host host) -> assertThat(Host.parse(text)).contains(host);
      case Invalid<Host>(String why) -> {
        assertThat(Host.parse(text)).isEmpty();
        assertVisible(why);
      }
    }
    switch (HostPattern.parse(text)) {
      case Valid<HostPattern>(HostPattern pattern) ->
          assertThat(HostPattern.parse(pattern.toString())).isEqualTo(new Valid<>(pattern));
      case Invalid<HostPattern>(String why) -> assertVisible(why);
    }
  }

  private static void assertVisible(String why) {
    assertThat(why).isNotBlank().hasSizeLessThan(MAX_WHY_CHARS).doesNotContainPattern("\\p{Cc}");
  }
}
