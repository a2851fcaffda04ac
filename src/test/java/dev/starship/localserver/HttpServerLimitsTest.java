package dev.starship.localserver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HttpServerLimitsTest {
  private static final String DRAIN = "sun.net.httpserver.drainAmount";

  @Test
  void setsWhatTheCommandLineLeavesOpen() {
    System.clearProperty(DRAIN);
    HttpServerLimits.apply();
    assertThat(System.getProperty(DRAIN)).isEqualTo("16384");
    assertThat(System.getProperty("sun.net.httpserver.maxReqTime")).isEqualTo("5");
    assertThat(System.getProperty("sun.net.httpserver.clockTick")).isEqualTo("1000");
  }

  @Test
  void keepsWhatTheCommandLineSets() {
    System.setProperty(DRAIN, "1");
    HttpServerLimits.apply();
    assertThat(System.getProperty(DRAIN)).isEqualTo("1");
    System.clearProperty(DRAIN);
  }
}
