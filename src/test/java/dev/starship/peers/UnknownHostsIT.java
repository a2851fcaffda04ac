package dev.starship.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starship.peers.BalancerProcess.Transport;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a client gets whose host no source knows, with each setting of `unknown`.
class UnknownHostsIT {
  private static final List<String> NOBODY = List.of("nobody.example");
  private static final String[] STATUS = {"-w", "\nstatus=%{http_code}\n"};

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void tlsClientsGetThePageIfItIsSet(Transport transport) throws Exception {
    try (BalancerProcess balancer =
        BalancerProcess.serve(folder, transport, "\n", "unknown: { tls: page }")) {
      String url = balancer.url("https", "nobody.example");
      assertThat(balancer.curl(NOBODY, "-k", url, STATUS[0], STATUS[1]).success())
          .contains("nobody.example", "status=495");
      assertThat(balancer.curl(NOBODY, url).exitCode())
          .as("the certificate is nobody's")
          .isEqualTo(60);
      assertThat(balancer.awaitSession("\"host\":\"nobody.example\""))
          .contains("\"ending\":\"unknown_host\"");
    }
  }

  @ParameterizedTest
  @EnumSource
  void thePageIsShownWithTheOperatorsCertificate(Transport transport) throws Exception {
    Certificate certificate = Certificate.selfSigned(folder, "operator", NOBODY);
    String keys =
        "unknown: { tls: page, certificate: { chain: %s, key: %s } }"
            .formatted(certificate.chain(), certificate.key());
    try (BalancerProcess balancer = BalancerProcess.serve(folder, transport, "\n", keys)) {
      String page =
          balancer
              .curl(
                  NOBODY,
                  "--cacert",
                  certificate.chain().toString(),
                  balancer.url("https", "nobody.example"),
                  STATUS[0],
                  STATUS[1])
              .success();
      assertThat(page).contains("nobody.example", "status=495");
    }
  }

  @ParameterizedTest
  @EnumSource
  void theCatchAllGetsThem(Transport transport) throws Exception {
    Certificate clients = Certificate.selfSigned(folder, "clients", List.of("client"));
    try (WebSocketEcho echo = new WebSocketEcho();
        NginxBackend catchAll =
            NginxBackend.start(folder, "catch-all-" + transport, NOBODY, clients, echo);
        BalancerProcess balancer =
            BalancerProcess.serve(
                folder,
                transport,
                "\n",
                "unknown: { backend: { address: 127.0.0.1, tlsPort: %d, httpPort: %d } }"
                    .formatted(catchAll.tlsPort(), catchAll.httpPort()))) {
      String answer = "cluster=catch-all-" + transport + " host=";
      assertThat(
              balancer
                  .curl(
                      NOBODY,
                      "--cacert",
                      catchAll.certificate().chain().toString(),
                      balancer.url("https", "nobody.example"))
                  .success())
          .contains(answer + "nobody.example tls=TLSv1.3");
      assertThat(balancer.curl(NOBODY, balancer.url("http", "nobody.example")).success())
          .contains(answer + "nobody.example tls= ");
      assertThat(balancer.curl(List.of(), "-k", balancer.url("https", "127.0.0.1")).success())
          .as("without SNI")
          .contains(answer + "127.0.0.1 tls=TLSv1.3");
      assertThat(
              balancer
                  .curl(List.of(), "--http1.0", "-H", "Host:", balancer.url("http", "127.0.0.1"))
                  .success())
          .as("without Host")
          .contains(answer);
    }
  }
}
