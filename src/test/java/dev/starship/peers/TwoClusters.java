package dev.starship.peers;

import dev.starship.peers.BalancerProcess.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Two tenants' clusters, alpha (`a.com`, `localhost` and hosts below `a.com`) and beta (`b.com`
/// and hosts below it), and one balancer in front of them.
///
/// @param clients the certificate of a client whom the `mtls.` hosts let in
record TwoClusters(
    Path folder,
    WebSocketEcho echo,
    Certificate clients,
    NginxBackend alpha,
    NginxBackend beta,
    BalancerProcess balancer)
    implements AutoCloseable {

  /// Starts everything.
  static TwoClusters start(Transport transport) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("clusters");
    WebSocketEcho echo = new WebSocketEcho();
    Certificate clients = Certificate.selfSigned(folder, "client-of-both", List.of("client"));
    NginxBackend alpha =
        NginxBackend.start(
            folder, "alpha", List.of("a.com", "*.a.com", "localhost"), clients, echo);
    NginxBackend beta =
        NginxBackend.start(folder, "beta", List.of("b.com", "*.b.com"), clients, echo);
    String routes =
        Stream.concat(
                Stream.of("a.com", "*.a.com", "localhost").map(alpha::route),
                Stream.of("b.com", "*.b.com").map(beta::route))
            .reduce("", String::concat);
    BalancerProcess balancer = BalancerProcess.serve(folder, transport, routes);
    return new TwoClusters(folder, echo, clients, alpha, beta, balancer);
  }

  /// The cluster whose host `host` is.
  NginxBackend clusterOf(String host) {
    return host.endsWith("b.com") ? beta : alpha;
  }

  /// What curl prints for `path` of `host`, trusting no certificate but that of its cluster.
  String curl(String scheme, String host, String path, String... arguments)
      throws IOException, InterruptedException {
    String trusted = clusterOf(host).certificate().chain().toString();
    String[] all =
        Stream.concat(
                Stream.of("--cacert", trusted, balancer.url(scheme, host) + path),
                Stream.of(arguments))
            .toArray(String[]::new);
    return balancer.curl(List.of(host), all).success();
  }

  @Override
  public void close() {
    try {
      balancer.close();
    } finally {
      beta.close();
      alpha.close();
      echo.close();
      delete(folder);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
