package dev.starship.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.peers.BalancerProcess.Transport;
import dev.starship.peers.Release.Loaded;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A lookup API behind TLS, which the JDK's settings decide whether to trust: a real nginx that
/// knows one host, and speaks HTTP/2 to whoever wants it.
@SuppressWarnings("NullAway.Init") // JUnit sets the fields.
class HttpsApiIT {
  private static final String PASSWORD = "changeit";

  @SuppressWarnings("InlineFormatString") // A method of that length could not be read.
  private static final String CONFIGURATION =
      """
      log_format asked '$request_uri by $scheme and $server_protocol';
      access_log /dev/stdout asked;
      ssl_certificate %1$s;
      ssl_certificate_key %2$s;
      default_type application/json;
      server {
        listen 127.0.0.1:%3$d ssl http2;
        listen 127.0.0.1:%4$d;
        location = /routes/a.com { return 200 '{"endpoint": "127.0.0.1:%5$d"}'; }
      }
      """;

  @TempDir private Path folder;
  private Certificate certificate;
  private EchoBackend backend;
  private Program api;
  private int tlsPort;
  private int httpPort;

  @BeforeEach
  void startApi() throws Exception {
    certificate = Certificate.selfSigned(folder, "api", List.of("localhost"));
    backend = EchoBackend.ofHttp();
    List<Integer> ports = Ports.free(2);
    tlsPort = ports.getFirst();
    httpPort = ports.getLast();
    api =
        Nginx.http(
            folder,
            CONFIGURATION.formatted(
                certificate.chain(), certificate.key(), tlsPort, httpPort, backend.port()));
  }

  @AfterEach
  void endApi() {
    api.close();
    backend.close();
  }

  @Test
  void isAskedByHttp11IfItsCertificateIsTrusted() throws Exception {
    Path trusted = folder.resolve("trusted.p12");
    try (OutputStream out = Files.newOutputStream(trusted)) {
      certificate.trusted().store(out, PASSWORD.toCharArray());
    }
    String flags =
        "-Djavax.net.ssl.trustStore=%s -Djavax.net.ssl.trustStorePassword=%s"
            .formatted(trusted, PASSWORD);
    try (BalancerProcess balancer = serve("https", tlsPort, flags)) {
      assertThat(balancer.ask("a.com")).isEqualTo("!");
      api.awaitLine("a question", "/routes/a.com by https and HTTP/1.1"::equals);
    }
  }

  @Test
  void isUnavailableIfItsCertificateIsNotAndTheLogSaysSo() throws Exception {
    try (BalancerProcess balancer = serve("https", tlsPort, "")) {
      assertThat(balancer.ask("a.com")).isEqualTo("not served: HTTP/1.1 503 Service Unavailable");
      balancer
          .program()
          .awaitLine(
              "why",
              line ->
                  line.contains("TLS with https://localhost:") && line.contains("certification"));
    }
  }

  @Test
  void withoutTlsNoneIsLoaded() throws Exception {
    Path log = folder.resolve("loaded.log");
    try (BalancerProcess balancer = serve("http", httpPort, Loaded.logTo(log))) {
      assertThat(balancer.ask("a.com")).isEqualTo("!");
      balancer.program().signal("TERM");
      assertThat(balancer.program().awaitExit()).isZero();
    }
    assertThat(Files.readString(log))
        .contains(" jdk.internal.net.http.HttpClientImpl ")
        .doesNotContain(" sun.security.ssl.");
  }

  private BalancerProcess serve(String scheme, int port, String flags) throws Exception {
    Path configured =
        BalancerProcess.configure(
            folder,
            Transport.EPOLL,
            "",
            "routes: { source: { http: { url: '%s://localhost:%d/routes/{host}' } } }"
                .formatted(scheme, port));
    return BalancerProcess.serve(configured, BalancerProcess.CHECKOUT, flags);
  }
}
