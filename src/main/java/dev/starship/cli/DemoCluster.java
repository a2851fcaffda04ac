package dev.starship.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import dev.starship.address.Address;
import dev.starship.address.Host;
import dev.starship.localserver.LocalServer;
import dev.starship.routing.Action;
import dev.starship.routing.Backend;
import dev.starship.routing.Route;
import dev.starship.routing.RouteLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.net.ssl.SSLContext;

/// A tenant's cluster as the demo has it: an HTTPS and an HTTP server on loopback that say their
/// name and the host they were asked for. Virtual threads.
final class DemoCluster implements AutoCloseable {
  private static final Address LOOPBACK = Address.parse("127.0.0.1:0").orElseThrow();

  private final String name;
  private final LocalServer https;
  private final LocalServer http;

  /// Starts both servers on free ports.
  ///
  /// @param name of the cluster
  /// @param tls with a certificate for the cluster's hosts
  /// @throws IOException if there is no free port
  DemoCluster(String name, SSLContext tls) throws IOException {
    this.name = name;
    https =
        LocalServer.https(
            LOOPBACK, new HttpsConfigurator(tls), name + "-", exchange -> greet(exchange, "HTTPS"));
    http = LocalServer.http(LOOPBACK, name + "-", exchange -> greet(exchange, "HTTP"));
  }

  /// What the lookup API says of this cluster's hosts.
  Route route() {
    Address at = https.address();
    var backend =
        new Backend(at.ip().toString(), at.ip(), 0, at.port(), http.address().port(), 1, 0, name);
    return new Route(
        "Demo " + name,
        Action.FORWARD,
        List.of(backend),
        null,
        false,
        null,
        null,
        RouteLimits.NONE,
        null);
  }

  @Override
  public void close() {
    https.close();
    http.close();
  }

  private void greet(HttpExchange exchange, String protocol) throws IOException {
    try (exchange) {
      String given = exchange.getRequestHeaders().getFirst("Host");
      String host = given == null ? "" : given.replaceFirst(":[0-9]*$", "");
      String asked = Host.parse(host).map(Host::name).orElse("no host");
      byte[] text =
          "Hello from cluster %s: you asked for %s by %s.%n"
              .formatted(name, asked, protocol)
              .getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
      LocalServer.send(exchange, 200, text);
    }
  }
}
