package dev.starship.pageserver;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import dev.starship.address.Address;
import dev.starship.ending.Ending;
import dev.starship.refusal.Page;
import dev.starship.refusal.PageRequest;
import dev.starship.refusal.Pages;
import dev.starship.refusal.Statuses;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/// Answers every request over TLS with the page for unknown hosts. It listens on loopback only,
/// where the proxy connects TLS sessions of unknown hosts to it as to any backend. Its limits are
/// those of [HttpServerLimits].
///
/// The proxy passes TLS on unread, so this server does not know the session: the request id on its
/// page is its own.
public final class PageServer implements AutoCloseable {
  private static final Address LOOPBACK = Address.parse("127.0.0.1:0").orElseThrow();

  private final LocalServer server;
  private final Pages pages;
  private final InstantSource clock;

  private PageServer(SSLContext tls, Pages pages, InstantSource clock) throws IOException {
    this.pages = pages;
    this.clock = clock;
    server = LocalServer.https(LOOPBACK, new ModernTls(tls), "page-", this::serve);
  }

  /// Starts a server on a port of 127.0.0.1 that the system chooses.
  ///
  /// @param clock for the dates on pages
  /// @throws IOException if it cannot listen or the certificate cannot be used
  public static PageServer start(PageCertificate certificate, Pages pages, InstantSource clock)
      throws IOException {
    HttpServerLimits.apply();
    SSLContext tls;
    try {
      tls = certificate.tls();
    } catch (GeneralSecurityException e) {
      throw new IOException(
          "the certificate of the page server cannot be used: " + e.getMessage(), e);
    }
    return new PageServer(tls, pages, clock);
  }

  /// Where it listens.
  public Address address() {
    return server.address();
  }

  /// Closes the port and its connections at once.
  @Override
  public void close() {
    server.close();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      Page page = pages.page(request(exchange));
      Headers fields = exchange.getResponseHeaders();
      page.fields().forEach(fields::set);
      fields.set("Connection", "close");
      LocalServer.send(exchange, page.status(), page.body());
    }
  }

  private PageRequest request(HttpExchange exchange) {
    Headers fields = exchange.getRequestHeaders();
    return new PageRequest(
        Ending.UNKNOWN_HOST,
        Statuses.NO_CERTIFICATE,
        HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()),
        clock.millis(),
        exchange.getRequestMethod(),
        joined(fields, "Accept"),
        fields.getFirst("Host"),
        null);
  }

  private static @Nullable String joined(Headers fields, String name) {
    return fields.containsKey(name) ? String.join(",", fields.get(name)) : null;
  }

  /// TLS 1.2 and 1.3, whatever the security settings of the JVM would allow besides.
  private static final class ModernTls extends HttpsConfigurator {
    ModernTls(SSLContext tls) {
      super(tls);
    }

    @Override
    public void configure(HttpsParameters parameters) {
      SSLParameters tls = getSSLContext().getDefaultSSLParameters();
      tls.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
      parameters.setSSLParameters(tls);
    }
  }
}
