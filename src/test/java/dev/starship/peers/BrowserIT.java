package dev.starship.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.peers.BalancerProcess.Transport;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// A browser, whose hello is one that only browsers send: a post-quantum key share, GREASE and
/// GREASE ECH.
@ParameterizedClass
@EnumSource(Transport.class)
class BrowserIT extends BetweenRealPeers {
  /// X25519MLKEM768 (RFC 9794), as nginx writes a group that its library does not know.
  private static final String POST_QUANTUM = "0x11ec";

  @Test
  void chromiumLoadsThePageOfTheHost() throws Exception {
    Path profile = folder.resolve("profile-" + transport);
    String page =
        Tool.run(
                Tool.find("chromium", "chromium-browser", "google-chrome"),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--ignore-certificate-errors",
                "--host-resolver-rules=MAP browser.b.com 127.0.0.1:" + clusters.balancer().port(),
                "--user-data-dir=" + profile,
                "--dump-dom",
                "https://browser.b.com/")
            .success();
    assertThat(page)
        .contains("cluster=beta host=browser.b.com tls=TLSv1.3 http=HTTP/2.0")
        .containsPattern("curves=\\S*(" + POST_QUANTUM + "|X25519MLKEM768)");
    assertThat(clusters.balancer().awaitSession("\"host\":\"browser.b.com\""))
        .contains("\"protocol\":\"tls\"", "\"cluster\":\"beta\"");
  }
}
