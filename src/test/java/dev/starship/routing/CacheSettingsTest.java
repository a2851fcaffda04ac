package dev.starship.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CacheSettingsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void hasTheContractsDefaults() {
    assertThat(CacheSettings.DEFAULT)
        .isEqualTo(
            new CacheSettings(
                Duration.ofSeconds(30),
                Duration.ofSeconds(5),
                Duration.ofHours(24),
                Duration.ofMillis(200),
                0.8,
                1_000_000,
                null));
  }

  @Test
  void refusesTimesThatAreNegativeOrAMixedUpUnit() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CacheSettings(SECOND.negated(), SECOND, SECOND, SECOND, 1, 1, null))
        .withMessageContaining("ttl is 0 to 365 days");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new CacheSettings(SECOND, SECOND, Duration.ofDays(366), SECOND, 1, 1, null))
        .withMessageContaining("staleFor is 0 to 365 days");
  }

  @Test
  void refusesARefreshAheadThatIsNoShare() {
    for (double share : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new CacheSettings(SECOND, SECOND, SECOND, SECOND, share, 1, null))
          .withMessageContaining("refreshAhead");
    }
  }

  @Test
  void refusesToRememberNothing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CacheSettings(SECOND, SECOND, SECOND, SECOND, 1, 0, null))
        .withMessageContaining("maxHosts");
  }
}
