package dev.starship.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.peers.BalancerProcess.Transport;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Real TLS clients reach the real TLS server of the host that they name, and everything about TLS
/// is between those two.
@ParameterizedClass
@EnumSource(Transport.class)
class TlsClientsIT extends BetweenRealPeers {
  private static final String REQUEST =
      "GET / HTTP/1.1\r\nHost: a.com\r\nConnection: close\r\n\r\n";

  @ParameterizedTest
  @CsvSource({
    "1.2, --http1.1, TLSv1.2, HTTP/1.1",
    "1.2, --http2, TLSv1.2, HTTP/2.0",
    "1.3, --http1.1, TLSv1.3, HTTP/1.1",
    "1.3, --http2, TLSv1.3, HTTP/2.0"
  })
  void curlReachesTheClusterOfTheHost(String version, String http, String tls, String protocol)
      throws Exception {
    String[] arguments = {"--tlsv" + version, "--tls-max", version, http};
    assertThat(clusters.curl("https", "a.com", "/", arguments))
        .contains("cluster=alpha host=a.com tls=" + tls + " http=" + protocol);
    assertThat(clusters.curl("https", "b.com", "/", arguments))
        .contains("cluster=beta host=b.com tls=" + tls + " http=" + protocol);
  }

  @Test
  void theClientSeesTheCertificateOfTheBackend() throws Exception {
    for (String host : List.of("a.com", "b.com")) {
      Certificate expected = clusters.clusterOf(host).certificate();
      try (SSLSocket client =
          (SSLSocket)
              expected
                  .trustingClient()
                  .getSocketFactory()
                  .createSocket(InetAddress.getLoopbackAddress(), clusters.balancer().port())) {
        SSLParameters names = client.getSSLParameters();
        names.setServerNames(List.of(new SNIHostName(host)));
        client.setSSLParameters(names);
        client.startHandshake();
        assertThat(client.getSession().getPeerCertificates()).containsExactly(expected.read());
      }
    }
  }

  @Test
  void aCertificateOfAnotherClusterIsNeverShown() throws Exception {
    Tool.Output refused =
        clusters
            .balancer()
            .curl(
                List.of("a.com"),
                "--cacert",
                clusters.beta().certificate().chain().toString(),
                clusters.balancer().url("https", "a.com"));
    assertThat(refused.exitCode()).isEqualTo(60);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tls1_2", "tls1_3"})
  void opensslResumesItsSession(String version) throws Exception {
    Path session = folder.resolve("session-" + version);
    Files.deleteIfExists(session);
    assertThat(openssl(REQUEST, "-" + version, "-sess_out", session.toString()))
        .contains("New, TLSv")
        .contains("cluster=alpha host=a.com tls=TLSv" + version.substring(3).replace('_', '.'))
        .contains("reused=. ");
    assertThat(openssl(REQUEST, "-" + version, "-sess_in", session.toString()))
        .contains("Reused, TLSv")
        .contains("cluster=alpha")
        .contains("reused=r ");
  }

  @Test
  void earlyDataIsAcceptedAndAnswered() throws Exception {
    Path session = folder.resolve("session-early");
    Files.deleteIfExists(session);
    openssl(REQUEST, "-tls1_3", "-sess_out", session.toString());
    Path early = Files.writeString(folder.resolve("early-request"), REQUEST);
    // Nothing but the early data asks, so an answer shows that they arrived.
    assertThat(
            openssl("", "-tls1_3", "-sess_in", session.toString(), "-early_data", early.toString()))
        .contains("Early data was accepted")
        .contains("cluster=alpha");
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void javaReachesTheClusterOfTheHost(HttpClient.Version version) throws Exception {
    try (HttpClient client =
        HttpClient.newBuilder()
            .sslContext(clusters.alpha().certificate().trustingClient())
            .build()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(URI.create(clusters.balancer().url("https", "localhost")))
                  .version(version)
                  .build(),
              BodyHandlers.ofString());
      assertThat(answer.body()).contains("cluster=alpha host=localhost tls=TLSv1.3");
      assertThat(answer.version()).isEqualTo(version);
    }
  }

  @ParameterizedTest
  @CsvSource({"mtls.a.com, alpha", "mtls.b.com, beta"})
  void clientCertificatesReachTheBackend(String host, String cluster) throws Exception {
    String certificate = clusters.clients().chain().toString();
    String key = clusters.clients().key().toString();
    assertThat(clusters.curl("https", host, "/", "--cert", certificate, "--key", key))
        .isEqualTo("cluster=" + cluster + " client=CN=client-of-both\n");
    assertThat(clusters.curl("https", host, "/")).contains("No required SSL certificate was sent");
  }

  @Test
  void theAccessLogNamesHostClusterAndBackend() throws Exception {
    clusters.curl("https", "logged.b.com", "/");
    assertThat(clusters.balancer().awaitSession("\"host\":\"logged.b.com\""))
        .contains(
            "\"protocol\":\"tls\"",
            "\"cluster\":\"beta\"",
            "\"backend\":\"127.0.0.1:" + clusters.beta().tlsPort() + "\"",
            "\"ending\":\"completed\"");
  }

  private String openssl(String input, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "openssl",
                "s_client",
                "-connect",
                "127.0.0.1:" + clusters.balancer().port(),
                "-servername",
                "a.com",
                "-CAfile",
                clusters.alpha().certificate().chain().toString(),
                "-verify_return_error",
                "-ign_eof"));
    command.addAll(Arrays.asList(arguments));
    return Tool.runWithInput(input, command.toArray(String[]::new)).success();
  }
}
