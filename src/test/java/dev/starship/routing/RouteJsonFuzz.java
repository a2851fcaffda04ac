package dev.starship.routing;

import static org.assertj.core.api.Assertions.assertThat;

/// Whatever the bytes are, reading them never throws, and a route that is read is written as what
/// reads back the same.
public final class RouteJsonFuzz {
  private RouteJsonFuzz() {}

  /// Reads `input` as the JSON of a route.
  public static void fuzzerTestOneInput(byte[] input) {
    switch (RouteJson.read(input)) {
      case RouteJson.Parsed.Wrong(String why) -> assertThat(why).isNotBlank().doesNotContain("\n");
      case RouteJson.Parsed.Valid valid -> {
        String host = valid.host() == null ? "a.com" : valid.host();
        byte[] written = RouteJson.write(host, valid.route());
        assertThat(RouteJson.read(written))
            .isEqualTo(new RouteJson.Parsed.Valid(host, valid.route()));
      }
    }
  }
}
