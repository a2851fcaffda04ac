package dev.starship.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A lookup API in the load generator's process, on a port that the system chooses.
final class RoutesApi implements AutoCloseable {
  private static final String PATH = "/routes/";
  private static final int BACKLOG = 1_024;
  private static final int FOUND = 200;
  private static final int UNKNOWN = 404;
  private static final int NO_BODY = -1;

  /// What it knows.
  interface Routes {
    /// The route of a host as JSON; null if there is no such host.
    @Nullable String of(String host);
  }

  private final HttpServer server;
  private final Routes routes;
  private final AtomicLong questions = new AtomicLong();

  RoutesApi(Routes routes) throws IOException {
    System.setProperty("sun.net.httpserver.nodelay", "true");
    this.routes = routes;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(PATH, this::answer);
  }

  /// Serves something else beside.
  RoutesApi with(String path, HttpHandler other) {
    server.createContext(path, other);
    return this;
  }

  /// Begins to answer.
  RoutesApi start() {
    server.start();
    return this;
  }

  int port() {
    return server.getAddress().getPort();
  }

  /// How often it was asked for a host.
  long questions() {
    return questions.get();
  }

  private void answer(HttpExchange exchange) throws IOException {
    questions.incrementAndGet();
    try (exchange) {
      String route = routes.of(exchange.getRequestURI().getPath().substring(PATH.length()));
      if (route == null) {
        exchange.sendResponseHeaders(UNKNOWN, NO_BODY);
        return;
      }
      byte[] body = route.getBytes(US_ASCII);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(FOUND, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
