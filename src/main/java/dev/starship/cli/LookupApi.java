package dev.starship.cli;

import com.sun.net.httpserver.HttpExchange;
import dev.starship.address.Address;
import dev.starship.address.Host;
import dev.starship.localserver.LocalServer;
import dev.starship.routing.Route;
import dev.starship.routing.RouteJson;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/// Serves the lookup contract over HTTP: `GET /routes/{host}` and the change feed `GET /events`.
/// Virtual threads.
final class LookupApi implements AutoCloseable {
  /// How often an idle change feed sends a comment [15 s]: proxies cut a stream that is silent for
  /// a minute.
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  private static final String ROUTES = "/routes/";
  private static final String PLAIN = "text/plain; charset=utf-8";
  private static final String PROBLEM = "application/problem+json";

  private final Function<Host, Optional<Route>> routes;
  private final ChangeFeed feed;
  private final Consumer<String> log;
  private final LocalServer server;

  /// Binds and starts.
  ///
  /// @param routes finds the route of a host
  /// @param feed what `/events` tells
  /// @param log takes one line for each request
  /// @throws IOException if the address cannot be bound
  LookupApi(
      Address bind, Function<Host, Optional<Route>> routes, ChangeFeed feed, Consumer<String> log)
      throws IOException {
    this.routes = routes;
    this.feed = feed;
    this.log = log;
    this.server = LocalServer.http(bind, "lookup-api-", this::answer);
  }

  /// Where it listens.
  Address address() {
    return server.address();
  }

  @Override
  public void close() {
    server.close();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String method = exchange.getRequestMethod();
    try (exchange) {
      if (!method.equals("GET") && !method.equals("HEAD")) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        send(exchange, 405, PROBLEM, problem(405, "only GET and HEAD are answered here"));
      } else if (path.startsWith(ROUTES)) {
        route(exchange, path.substring(ROUTES.length()));
      } else if (path.equals("/events")) {
        events(exchange);
      } else if (path.equals("/")) {
        send(
            exchange,
            200,
            PLAIN,
            "Ask for GET /routes/{host} and GET /events.\n".getBytes(StandardCharsets.UTF_8));
      } else {
        send(
            exchange,
            404,
            PLAIN,
            "Nothing is here: ask for GET /routes/{host}.\n".getBytes(StandardCharsets.UTF_8));
      }
    } finally {
      log.accept(method + " " + printable(path) + " " + exchange.getResponseCode());
    }
  }

  private void route(HttpExchange exchange, String name) throws IOException {
    Optional<Host> host = Host.parse(name);
    if (host.isEmpty()) {
      send(exchange, 400, PROBLEM, problem(400, "this is not a host"));
      return;
    }
    Optional<byte[]> json =
        host.flatMap(routes).map(route -> RouteJson.write(host.get().name(), route));
    if (json.isEmpty()) {
      send(exchange, 404, PROBLEM, problem(404, "unknown host " + host.get()));
      return;
    }
    String tag = "\"" + Long.toHexString(RouteChanges.print(json.get())) + "\"";
    exchange.getResponseHeaders().set("ETag", tag);
    if (tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
      exchange.sendResponseHeaders(304, -1);
    } else {
      send(exchange, 200, "application/json", json.get());
    }
  }

  /// Writes changes until the client goes away, which shows when a write fails, or the server
  /// stops.
  private void events(HttpExchange exchange) throws IOException {
    String last = exchange.getRequestHeaders().getFirst("Last-Event-ID");
    long read = feed.start(last == null ? "" : last);
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.sendResponseHeaders(200, exchange.getRequestMethod().equals("HEAD") ? -1 : 0);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(": changes follow\n\n".getBytes(StandardCharsets.UTF_8));
      out.flush();
      while (true) {
        List<ChangeFeed.Event> events = feed.after(read, HEARTBEAT);
        var text = new StringBuilder(events.isEmpty() ? ": still here\n\n" : "");
        for (ChangeFeed.Event event : events) {
          text.append(feed.text(event));
          read = event.number();
        }
        out.write(text.toString().getBytes(StandardCharsets.UTF_8));
        out.flush();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    LocalServer.send(exchange, status, body);
  }

  /// @param detail of letters that need no escape in JSON
  private static byte[] problem(int status, String detail) {
    return "{\"status\": %d, \"detail\": \"%s\"}%n"
        .formatted(status, detail)
        .getBytes(StandardCharsets.UTF_8);
  }

  /// A path as it may be shown in a terminal.
  private static String printable(String path) {
    return path.replaceAll("[^!-~]", "?");
  }
}
