package dev.starship.admin;

import com.sun.net.httpserver.HttpExchange;
import dev.starship.address.Address;
import dev.starship.localserver.LocalServer;
import dev.starship.metrics.Metrics;
import dev.starship.metrics.Scrape;
import java.io.IOException;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The admin port. Each connection is served by a virtual thread of its own, so that a slow client
/// keeps nobody waiting; its limits are those of [LocalServer].
public final class AdminServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);
  private static final String BEARER = "Bearer ";

  private final LocalServer server;
  private final @Nullable String token;
  private final Supplier<Readiness> readiness;
  private final Metrics metrics;

  private AdminServer(AdminSettings settings, Supplier<Readiness> readiness, Metrics metrics)
      throws IOException {
    this.token = settings.token();
    this.readiness = readiness;
    this.metrics = metrics;
    server = LocalServer.http(settings.bind(), "admin-", this::serve);
  }

  /// Binds the admin address exclusively and serves it: a second instance on the same address fails
  /// here.
  ///
  /// @param readiness asked for each request, on its thread
  /// @throws IOException if the address cannot be bound; the message says what to do
  public static AdminServer start(
      AdminSettings settings, Supplier<Readiness> readiness, Metrics metrics) throws IOException {
    try {
      return new AdminServer(settings, readiness, metrics);
    } catch (BindException e) {
      throw new IOException(
          "the admin address %s cannot be bound (%s); if another Starship runs here, stop it or give this one another admin address"
              .formatted(settings.bind(), e.getMessage()),
          e);
    }
  }

  /// The address that is bound, with the port that the system chose if that was left to it.
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
      Answer answer;
      try {
        answer = answer(exchange);
      } catch (RuntimeException e) {
        LOG.error("the admin port failed to answer", e);
        answer = Answer.problem(500, "Internal Server Error", "The operator's log says more.");
      }
      answer.fields().forEach(exchange.getResponseHeaders()::set);
      LocalServer.send(exchange, answer.status(), answer.bytes());
    }
  }

  private Answer answer(HttpExchange exchange) throws IOException {
    String path = String.valueOf(exchange.getRequestURI().getPath());
    return switch (path) {
      case "/health/live" -> ifReading(exchange, () -> Answer.json(200, Map.of("status", "live")));
      case "/health/ready" -> ifReading(exchange, () -> ready(readiness.get()));
      case "/metrics" ->
          ifReading(exchange, () -> metrics(exchange.getRequestHeaders().getFirst("Accept")));
      default -> isAllowed(exchange) ? Answer.notFound(path) : Answer.unauthorized();
    };
  }

  /// Makes an answer, which may take a while.
  private interface Making {
    Answer make() throws IOException;
  }

  private static Answer ifReading(HttpExchange exchange, Making making) throws IOException {
    return switch (exchange.getRequestMethod()) {
      case "GET", "HEAD" -> making.make();
      default -> Answer.wrongMethod("GET, HEAD");
    };
  }

  private static Answer ready(Readiness readiness) {
    if (readiness.isReady()) {
      return Answer.json(200, Map.of("status", "ready"));
    }
    SequencedMap<String, Object> members = new LinkedHashMap<>();
    members.put("status", "not_ready");
    members.put("missing", readiness.missing());
    return Answer.json(503, members);
  }

  private Answer metrics(@Nullable String accept) throws IOException {
    Scrape scrape = metrics.scrape(accept);
    return Answer.of(200, scrape.contentType(), new String(scrape.body(), StandardCharsets.UTF_8));
  }

  /// Compares in a time that does not tell how much of the token was right.
  private boolean isAllowed(HttpExchange exchange) {
    if (token == null) {
      return true;
    }
    String given = exchange.getRequestHeaders().getFirst("Authorization");
    return given != null
        && given.regionMatches(true, 0, BEARER, 0, BEARER.length())
        && MessageDigest.isEqual(
            token.getBytes(StandardCharsets.UTF_8),
            given.substring(BEARER.length()).strip().getBytes(StandardCharsets.UTF_8));
  }
}
