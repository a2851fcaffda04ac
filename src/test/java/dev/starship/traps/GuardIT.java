package dev.starship.traps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.traps.Client.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whoever can write routes cannot turn Starship against its own machine, its cloud or itself.
@ParameterizedClass
@ValueSource(strings = {Balancer.EPOLL, Balancer.NIO})
class GuardIT {
  private static final String NOTHING = "";
  private static final String LOOPBACK = "127.0.0.0/8";

  private ScriptedApi api;
  private Cluster alpha;

  private final String transport;

  GuardIT(String transport) {
    this.transport = transport;
  }

  @BeforeEach
  void startApiAndCluster() throws Exception {
    api = new ScriptedApi();
    alpha = new Cluster("alpha");
  }

  @AfterEach
  void stop() throws Exception {
    api.close();
    alpha.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.1.2.3",
        "localhost",
        "169.254.169.254",
        "100.100.100.200",
        "168.63.129.16",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[64:ff9b::7f00:1]",
        "[64:ff9b::a9fe:a9fe]",
        "[fe80::1]",
        "[fd00:ec2::254]"
      })
  void anAddressThatIsNotAllowedIsNotConnectedTo(String address) throws Exception {
    api.onAll(endpoint(address + ":" + alpha.port()));
    try (Balancer balancer = Balancer.start(transport, api.routes("ttl: 1h"), NOTHING)) {
      assertRefused(balancer);
    }
    assertThat(alpha.connections()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "[::ffff:127.0.0.1]", "localhost", "0.0.0.0"})
  void itsOwnListenerIsNotConnectedToEvenWhereTheAddressIsAllowed(String address) throws Exception {
    try (Balancer balancer = startWithEverythingAllowed()) {
      api.onAll(endpoint(address + ":" + balancer.address().port()));
      assertRefused(balancer);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "[::ffff:127.0.0.1]", "localhost", "0.0.0.0"})
  void itsOwnAdminPortIsNotConnectedToEvenWhereTheAddressIsAllowed(String address)
      throws Exception {
    try (Balancer balancer = startWithEverythingAllowed()) {
      api.onAll(endpoint(address + ":" + balancer.adminAddress().port()));
      assertRefused(balancer);
    }
  }

  @Test
  void aBackendNamedByItsDnsNameIsConnectedTo() throws Exception {
    api.onAll(endpoint("localhost:" + alpha.port()));
    try (Balancer balancer = Balancer.start(transport, api.routes("ttl: 1h"), LOOPBACK)) {
      assertThat(balancer.visit("a.com")).isEqualTo("alpha by source");
      assertThat(balancer.http("a.com").said()).isEqualTo("alpha");
    }
  }

  @Test
  void aBackendWhoseNameDoesNotExistIsABadGateway() throws Exception {
    api.onAll(endpoint("nothing.invalid:" + alpha.port()));
    try (Balancer balancer = Balancer.start(transport, api.routes("ttl: 1h"), LOOPBACK)) {
      assertEnds(balancer, "backend_unresolved");
    }
  }

  private Balancer startWithEverythingAllowed() throws Exception {
    return Balancer.start(transport, api.routes("ttl: 1h"), "0.0.0.0/0, \"::/0\"");
  }

  private static Reaction endpoint(String endpoint) {
    return Reaction.answer(200, "{\"endpoint\":\"" + endpoint + "\"}");
  }

  private static void assertRefused(Balancer balancer) throws Exception {
    assertEnds(balancer, "backend_not_allowed");
    assertThat(balancer.metric("starship_connects_total")).isZero();
  }

  private static void assertEnds(Balancer balancer, String ending) throws Exception {
    Reply alert = Client.tls(balancer.address(), "a.com");
    assertThat(alert.said()).isEqualTo("alert 80");
    assertThat(balancer.logged(alert).path("ending").asString()).isEqualTo(ending);
    Reply page = balancer.http("a.com");
    assertThat(page.said()).isEqualTo("502");
    assertThat(balancer.logged(page).path("ending").asString()).isEqualTo(ending);
  }
}
