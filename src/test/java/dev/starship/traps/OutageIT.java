package dev.starship.traps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.Eventually;
import dev.starship.traps.Client.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// An API that is down, in every way there is, never makes a known host unknown.
@ParameterizedClass
@ValueSource(strings = {Balancer.EPOLL, Balancer.NIO})
class OutageIT {
  private ScriptedApi api;
  private Cluster alpha;

  private final String transport;

  OutageIT(String transport) {
    this.transport = transport;
  }

  @BeforeEach
  void startApiAndCluster() throws Exception {
    api = new ScriptedApi();
    alpha = new Cluster("alpha");
    api.onAll(Reaction.to(alpha));
  }

  @AfterEach
  void stop() throws Exception {
    api.close();
    alpha.close();
  }

  @ParameterizedTest
  @EnumSource
  void knownHostsAreServedStaleAndOthersGetAnError(Outage outage) throws Exception {
    // An answer that counts must not be late; what is no answer has to be given up soon.
    String timeout = outage.looksLikeUnknown() ? "timeout: 20s" : "timeout: 500ms";
    String routes = api.routes(timeout, "ttl: 0s, freshWait: 50ms");
    try (Balancer balancer = Balancer.start(transport, routes)) {
      Eventually.sees("a.com is known", () -> balancer.visit("a.com"), "alpha by source"::equals);

      outage.begin(api);
      for (int i = 0; i < 3; i++) {
        assertThat(balancer.visit("a.com")).isEqualTo("alpha by stale");
        Reply page = balancer.http("a.com");
        assertThat(page.said()).isEqualTo("alpha");
        assertThat(balancer.logged(page).path("lookup").asString()).isEqualTo("stale");
      }
      if (outage.looksLikeUnknown()) {
        assertThat(balancer.visit("never-known.com")).isEqualTo("alert 112 by source");
      } else {
        assertErrorForHostNeverKnown(balancer);
      }

      outage.end(api, alpha);
      Eventually.sees(
          "a.com is fresh again", () -> balancer.visit("a.com"), "alpha by source"::equals);
      if (!outage.looksLikeUnknown()) {
        Eventually.sees("it works", () -> balancer.tls("never-known.com"), "alpha"::equals);
      }
    }
  }

  private static void assertErrorForHostNeverKnown(Balancer balancer) throws Exception {
    assertThat(balancer.visit("never-known.com")).isEqualTo("alert 80 by lookup_unavailable");
    Reply page = balancer.http("neither-known.com");
    assertThat(page.said()).isEqualTo("503");
    assertThat(page.head()).containsIgnoringCase("Retry-After: ");
    assertThat(balancer.logged(page).path("ending").asString()).isEqualTo("lookup_unavailable");
  }
}
