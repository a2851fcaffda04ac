package dev.starship.config;

import static dev.starship.config.Configurations.LEAST;
import static dev.starship.config.Configurations.effective;
import static dev.starship.config.Configurations.load;
import static dev.starship.config.Configurations.settings;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// What has changed between two readings of a configuration.
class SettingsTest {
  /// Every key at the top, and none with its default or as in [Configurations#LEAST].
  private static final String ALL_OTHERS =
      """
      listeners: [{ bind: "127.0.0.1:1" }]
      preread: { timeout: 1s }
      routes:
        source: { http: { url: "http://other.internal/routes/{host}" } }
      backends: { allow: [127.0.0.0/8] }
      limits: { sessionsPerClient: 1 }
      forwarded: { trusted: [10.0.0.0/8] }
      unknown: { tls: page }
      accessLog: { path: none }
      drainTimeout: 1s
      admin: { bind: "127.0.0.1:2" }
      transport: nio
      loops: 1000
      """;

  @Test
  void areTheSameWhenReadAgain() {
    assertThat(settings(ALL_OTHERS).keysThatDiffer(settings(ALL_OTHERS))).isEmpty();
  }

  @Test
  void differInEachKeyAtTheTop() {
    List<String> keys =
        effective(load(ALL_OTHERS))
            .lines()
            .filter(line -> !line.startsWith(" "))
            .map(line -> line.replaceFirst(":.*", ""))
            .toList();
    assertThat(keys).hasSizeGreaterThan(10);
    assertThat(settings(LEAST).keysThatDiffer(settings(ALL_OTHERS))).isEqualTo(keys);
  }

  @Test
  void differInASecretThatIsNeverShown() {
    Settings before = settings(LEAST + "admin: { token: one }");
    assertThat(before.keysThatDiffer(settings(LEAST + "admin: { token: two }")))
        .containsExactly("admin");
  }

  @Test
  void differInWhatIsRememberedAndWhatIsAllowed() {
    String cache = LEAST + "  cache: { ttl: 1s }\n";
    assertThat(settings(LEAST).keysThatDiffer(settings(cache))).containsExactly("routes");
    String balance = LEAST + "backends: { balance: round_robin }\n";
    assertThat(settings(LEAST).keysThatDiffer(settings(balance))).containsExactly("backends");
  }
}
