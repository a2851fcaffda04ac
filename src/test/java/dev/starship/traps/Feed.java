package dev.starship.traps;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import dev.starship.Eventually;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// The change feed of an API. One listener at a time.
final class Feed {
  private final List<String> continuedAfter = new CopyOnWriteArrayList<>();
  private volatile @Nullable Stream stream;

  private record Stream(OutputStream out, CountDownLatch over) {}

  void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
      exchange.sendResponseHeaders(200, 0);
      Stream heard = new Stream(exchange.getResponseBody(), new CountDownLatch(1));
      heard.out().write("retry: 20\n\n".getBytes(UTF_8));
      heard.out().flush();
      stream = heard;
      String last = exchange.getRequestHeaders().getFirst("Last-Event-ID");
      continuedAfter.add(last == null ? "" : last);
      heard.over().await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// The `Last-Event-ID` of each listener there was; empty for one without.
  List<String> continuedAfter() {
    return continuedAfter;
  }

  /// Tells the listener, and waits for one if there is none.
  void send(String event, String data, int id) throws Exception {
    send("id: " + id + "\nevent: " + event + "\ndata: " + data + "\n\n");
  }

  /// Tells of a change without an id, so that a listener who comes back continues after whatever
  /// came before it.
  void sendChange(String host) throws Exception {
    send("event: change\ndata: {\"host\":\"" + host + "\"}\n\n");
  }

  private void send(String text) throws Exception {
    Eventually.holds("somebody hears the change feed", () -> stream != null);
    Stream heard = stream;
    if (heard != null) {
      heard.out().write(text.getBytes(UTF_8));
      heard.out().flush();
    }
  }

  /// Ends the connection of the listener.
  void breakOff() {
    Stream heard = stream;
    stream = null;
    if (heard != null) {
      heard.over().countDown();
    }
  }
}
