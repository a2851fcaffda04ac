package dev.starship.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;

/// Whatever the bytes are, a host that is read from them is in its one normal form.
public final class HostFuzz {
  private HostFuzz() {}

  /// Reads `input` as a host, one byte a character.
  public static void fuzzerTestOneInput(byte[] input) {
    Host.parse(new String(input, StandardCharsets.ISO_8859_1))
        .ifPresent(host -> {
          assertThat(host.name()).matches("[a-z0-9_-]+(\\.[a-z0-9_-]+)*");
          assertThat(host.name()).hasSizeLessThanOrEqualTo(Host.MAX_BYTES);
          assertThat(Host.parse(host.name())).contains(host);
        });
  }
}
