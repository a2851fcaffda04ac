package dev.starship.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;

/// A lookup API whose hosts change all the time, and its change feed. Where a host lives is a
/// function of its number and of how often it has changed; nothing changes while nobody listens.
/// Half of the changes are of hosts that clients ask for, so that they are looked up again; the
/// others are of hosts all over the table.
final class ChangingApi implements AutoCloseable {
  /// How many hosts change every second.
  static final int CHANGES_PER_SECOND = 1_000;

  private static final int CHANGES_AT_ONCE = 10;
  private static final long PAUSE_NANOS =
      TimeUnit.SECONDS.toNanos(1) * CHANGES_AT_ONCE / CHANGES_PER_SECOND;

  /// Coprime to any count of hosts used here: the walk comes to each host.
  private static final int STRIDE = 7_919;

  private final RoutesApi api;
  private final int backendPort;
  private final int[] asked;
  private final AtomicIntegerArray changes;
  private volatile boolean closed;

  /// Listens on a port that the system chooses.
  ///
  /// @param count how many hosts there are
  /// @param backendPort where every host's backend listens
  ChangingApi(int count, int backendPort) throws IOException {
    this.backendPort = backendPort;
    asked = ManyHosts.asked(count);
    changes = new AtomicIntegerArray(count);
    api = new RoutesApi(this::route).with("/events", this::tell).start();
  }

  int port() {
    return api.port();
  }

  /// The endpoint of a host that has changed so often.
  static String endpoint(int host, int changes, int backendPort) {
    List<Cluster> clusters = Cluster.all();
    return clusters.get((host + changes) % clusters.size()).address() + ":" + backendPort;
  }

  /// The name of a host's application: each has its own, so that no two routes are equal.
  static String app(int host) {
    return "App " + host;
  }

  private String route(String name) {
    int host = ManyHosts.number(name);
    return "{\"app\":\"%s\",\"endpoint\":\"%s\"}"
        .formatted(app(host), endpoint(host, changes.get(host), backendPort));
  }

  private void tell(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    try (exchange;
        OutputStream out = exchange.getResponseBody()) {
      long due = System.nanoTime();
      for (int turn = 0; !closed; turn++) {
        StringBuilder events = new StringBuilder();
        for (int i = 0; i < CHANGES_AT_ONCE; i++) {
          int host = changing(turn * CHANGES_AT_ONCE + i);
          changes.incrementAndGet(host);
          events
              .append("event: change\ndata: {\"host\":\"")
              .append(ManyHosts.name(host))
              .append("\"}\n\n");
        }
        out.write(events.toString().getBytes(US_ASCII));
        out.flush();
        due += PAUSE_NANOS;
        LockSupport.parkNanos(due - System.nanoTime());
      }
    } catch (IOException gone) {
      // Starship was ended.
    }
  }

  /// The host of a change.
  private int changing(int change) {
    int step = change / 2;
    return change % 2 == 0
        ? asked[step % asked.length]
        : (int) ((long) step * STRIDE % changes.length());
  }

  @Override
  public void close() {
    closed = true;
    api.close();
  }
}
