package dev.starship.traps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.Eventually;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// However many want the same host, the API is asked once.
@ParameterizedClass
@ValueSource(strings = {Balancer.EPOLL, Balancer.NIO})
class ColdHostIT {
  private static final int SESSIONS = 1_000;

  private final String transport;

  ColdHostIT(String transport) {
    this.transport = transport;
  }

  @Test
  void aThousandSessionsForOneColdHostAskOnceAndAllGetThrough() throws Exception {
    CountDownLatch allWait = new CountDownLatch(1);
    List<String> sameHost = Collections.nCopies(SESSIONS, "a.com");
    try (ScriptedApi api = new ScriptedApi();
        Cluster alpha = new Cluster("alpha");
        Balancer balancer = Balancer.start(transport, api.routes("ttl: 1h"))) {
      api.on("a.com", Reaction.to(alpha).after(allWait));
      try (Crowd crowd = Crowd.of(balancer, sameHost)) {
        Eventually.counts(
            "those that wait for the question of the first",
            SESSIONS - 1,
            () -> balancer.lookupEvents("coalesced"));
        assertThat(alpha.connections()).isZero();
        allWait.countDown();
        assertThat(crowd.replies()).hasSize(SESSIONS).containsOnly("alpha by source");
      }
      assertThat(api.questions()).isEqualTo(1);
      assertThat(alpha.connections()).isEqualTo(SESSIONS);
    }
  }
}
