package dev.starship.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.peers.BalancerProcess.Transport;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests as browsers and API clients send them, on the port that also takes TLS.
@ParameterizedClass
@EnumSource(Transport.class)
class HttpClientsIT extends BetweenRealPeers {
  @Test
  void theHostOfTheRequestDecides() throws Exception {
    assertThat(clusters.curl("http", "a.com", "/")).contains("cluster=alpha host=a.com tls= ");
    assertThat(clusters.curl("http", "b.com", "/")).contains("cluster=beta host=b.com tls= ");
  }

  /// curl keeps its connections open and uses them again where it may.
  @ParameterizedTest
  @ValueSource(strings = {"http", "https"})
  void oneClientThatAsksForSeveralHostsIsAnsweredByTheClusterOfEach(String scheme)
      throws Exception {
    String a = clusters.balancer().url(scheme, "a.com") + "/";
    String b = clusters.balancer().url(scheme, "b.com") + "/";
    String answers =
        clusters.balancer().curl(List.of("a.com", "b.com"), "-k", a, b, a, a, b, b).success();
    assertThat(answers.lines().map(line -> line.split(" tls=", 2)[0]))
        .containsExactly(
            "cluster=alpha host=a.com",
            "cluster=beta host=b.com",
            "cluster=alpha host=a.com",
            "cluster=alpha host=a.com",
            "cluster=beta host=b.com",
            "cluster=beta host=b.com");
  }

  /// curl believes the port to be one proxy for all hosts, and asks on one connection.
  @Test
  void aProxyClientThatSendsRequestsOfSeveralHostsOnOneConnectionIsAnsweredByTheClusterOfEach()
      throws Exception {
    String answers =
        Tool.run(
                "curl",
                "-sS",
                "--proxy",
                "http://127.0.0.1:" + clusters.balancer().port(),
                "http://a.com/",
                "http://b.com/",
                "http://a.com/")
            .success();
    assertThat(answers.lines().map(line -> line.split(" tls=", 2)[0]))
        .containsExactly(
            "cluster=alpha host=a.com", "cluster=beta host=b.com", "cluster=alpha host=a.com");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "https"})
  void aCookieOfTwentyKilobytesArrivesWhole(String scheme) throws Exception {
    String cookie = "session=" + "0123456789abcdef".repeat(1_280);
    assertThat(cookie).hasSizeGreaterThan(20_000);
    assertThat(clusters.curl(scheme, "a.com", "/cookie", "--http1.1", "-H", "Cookie: " + cookie))
        .isEqualTo(cookie);
  }
}
