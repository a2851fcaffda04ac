package dev.starship.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.peers.BalancerProcess.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// A browser, whose hello is one that only browsers send (a post-quantum key share, GREASE and
/// GREASE ECH), and which asks for much at once over few connections.
@ParameterizedClass
@EnumSource(Transport.class)
class BrowserIT extends BetweenRealPeers {
  /// X25519MLKEM768 (RFC 9794), as nginx writes a group that its library does not know.
  private static final String POST_QUANTUM = "0x11ec";

  private static final int RESOURCES = 100;

  @Test
  void chromiumLoadsThePageOfTheHost() throws Exception {
    String page = load("browser.b.com", "https://browser.b.com/");
    assertThat(page)
        .contains("cluster=beta host=browser.b.com tls=TLSv1.3 http=HTTP/2.0")
        .containsPattern("curves=\\S*(" + POST_QUANTUM + "|X25519MLKEM768)");
    assertThat(clusters.balancer().awaitSession("\"host\":\"browser.b.com\""))
        .contains("\"protocol\":\"tls\"", "\"cluster\":\"beta\"");
  }

  @Test
  void chromiumLoadsAPageWithAHundredResourcesOverConnectionsThatItKeeps() throws Exception {
    writePage();
    String page = load("page.a.com", "http://page.a.com/files/page.html");
    assertThat(page).contains("loaded " + RESOURCES);
    Predicate<String> ofPage =
        line -> line.contains("\"host\":\"page.a.com\"") && line.contains("\"status\":200");
    List<String> requests =
        clusters.balancer().program().awaitLines("requests of the page", RESOURCES + 1, ofPage);
    assertThat(requests.stream().map(BrowserIT::session).distinct())
        .as("connections, of which browsers open 6 to a host")
        .hasSizeLessThanOrEqualTo(7);
  }

  private static String session(String line) {
    return line.replaceFirst(".*\"session\":\"([0-9a-f]+)\".*", "$1");
  }

  /// A page that says how many of its scripts were loaded.
  private void writePage() throws IOException {
    var page = new StringBuilder("<!doctype html><body><script>var loaded = 0;</script>\n");
    for (int i = 0; i < RESOURCES; i++) {
      Files.writeString(clusters.alpha().file(i + ".js"), "loaded++;");
      page.append("<script src='/files/").append(i).append(".js'></script>\n");
    }
    page.append("<script>document.body.innerText = 'loaded ' + loaded;</script>");
    Files.writeString(clusters.alpha().file("page.html"), page);
  }

  private String load(String host, String url) throws IOException, InterruptedException {
    Path profile = folder.resolve("profile-" + host + "-" + transport);
    return Tool.run(
            Tool.find("chromium", "chromium-browser", "google-chrome"),
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-features=HttpsUpgrades,HttpsFirstBalancedModeAutoEnable",
            "--disable-component-update",
            "--disable-sync",
            "--ignore-certificate-errors",
            "--host-resolver-rules=MAP " + host + " 127.0.0.1:" + clusters.balancer().port(),
            "--user-data-dir=" + profile,
            "--dump-dom",
            url)
        .success();
  }
}
