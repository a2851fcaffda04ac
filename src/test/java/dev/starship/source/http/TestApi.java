package dev.starship.source.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A real HTTP server on loopback whose answer is what the test says.
final class TestApi implements AutoCloseable {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
  private final HttpServer server;
  private volatile Answer answer = exchange -> exchange.sendResponseHeaders(500, -1);

  /// What one request asked.
  record Asked(URI url, Map<String, List<String>> headers) {
    String header(String name) {
      return headers.getOrDefault(name, List.of("")).getFirst();
    }
  }

  /// Answers one request.
  interface Answer {
    void to(HttpExchange exchange) throws IOException, InterruptedException;
  }

  TestApi() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          asked.add(new Asked(exchange.getRequestURI(), exchange.getRequestHeaders()));
          try (exchange) {
            answer.to(exchange);
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
        });
    server.start();
  }

  String origin() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  void answers(Answer answer) {
    this.answer = answer;
  }

  /// @param headers names and values in turn
  void answers(int status, String body, String... headers) {
    answers(exchange -> {
      for (int i = 0; i < headers.length; i += 2) {
        exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
      }
      byte[] bytes = body.getBytes(UTF_8);
      boolean hasBody = bytes.length > 0 && status != 304;
      exchange.sendResponseHeaders(status, hasBody ? bytes.length : -1);
      if (hasBody) {
        exchange.getResponseBody().write(bytes);
      }
    });
  }

  /// Waits until the server is closed.
  void untilClosed() throws InterruptedException {
    closed.await();
  }

  /// Whether the server is closed within a moment.
  boolean isClosedWithin(long millis) throws InterruptedException {
    return closed.await(millis, TimeUnit.MILLISECONDS);
  }

  /// What the next request asked.
  Asked nextAsked() throws InterruptedException {
    Asked next = asked.poll(30, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing was asked within 30 s");
    }
    return next;
  }

  int waiting() {
    return asked.size();
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
