package dev.starship.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.peers.BalancerProcess.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Load generators that keep their connections: not one of their requests fails.
@ParameterizedClass
@EnumSource(Transport.class)
class LoadIT extends BetweenRealPeers {
  private static final int REQUESTS = 20_000;

  @Test
  void h2loadGetsEveryAnswer() throws Exception {
    String report =
        Tool.run(
                Tool.find("h2load"),
                "--h1",
                "--requests=" + REQUESTS,
                "--clients=50",
                "--connect-to=127.0.0.1:" + clusters.balancer().port(),
                clusters.balancer().url("http", "a.com") + "/")
            .success();
    assertThat(report)
        .contains(
            "%1$d total, %1$d started, %1$d done, %1$d succeeded, 0 failed, 0 errored, 0 timeout"
                .formatted(REQUESTS))
        .contains("status codes: " + REQUESTS + " 2xx, 0 3xx, 0 4xx, 0 5xx");
  }

  @Test
  void wrkGetsEveryAnswer() throws Exception {
    String report =
        Tool.run(
                Tool.find("wrk"),
                "--threads=1",
                "--connections=50",
                "--duration=1s",
                "--header",
                "Host: b.com",
                "http://127.0.0.1:" + clusters.balancer().port() + "/")
            .success();
    assertThat(report)
        .containsPattern("[1-9][0-9]* requests in ")
        .doesNotContain("Socket errors", "Non-2xx");
  }
}
