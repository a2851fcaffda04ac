package dev.starship.traps;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.starship.transport.Unheard;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// A lookup API on loopback that does with each host what the test says, and counts the questions.
final class ScriptedApi implements AutoCloseable {
  private static final int BACKLOG = 4096;
  private static final String PATH = "/routes/";

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Reaction> reactions = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> questions = new ConcurrentHashMap<>();
  private final Queue<String> validators = new ConcurrentLinkedQueue<>();
  private final AtomicInteger underWay = new AtomicInteger();
  private final Feed feed = new Feed();
  private final InetSocketAddress address;
  private volatile Reaction otherwise = Reaction.UNKNOWN;
  private HttpServer server;
  private Socket refusing = new Socket();

  ScriptedApi() throws IOException {
    server = serve(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    address = server.getAddress();
  }

  private HttpServer serve(InetSocketAddress at) throws IOException {
    HttpServer started = HttpServer.create(at, BACKLOG);
    started.setExecutor(threads);
    started.createContext(PATH, this::answer);
    started.createContext("/events", feed::serve);
    started.start();
    return started;
  }

  /// The value of `routes` for a balancer that asks this API.
  ///
  /// @param cache the keys of the cache, or empty
  String routes(String cache) {
    return routes("timeout: 20s", cache);
  }

  /// @param http the keys of the source besides its URL
  String routes(String http, String cache) {
    return "{ source: { %s }, cache: { %s } }".formatted(source(http), cache);
  }

  /// The same with the change feed.
  String routesWithFeed(String cache) {
    return routes("events: \"" + origin() + "/events\", timeout: 20s", cache);
  }

  /// This API as a source.
  String source(String http) {
    return "http: { url: \"%s%s{host}\", %s }".formatted(origin(), PATH, http);
  }

  String origin() {
    return "http://127.0.0.1:" + address.getPort();
  }

  Feed feed() {
    return feed;
  }

  /// From now on does this for `host`.
  void on(String host, Reaction reaction) {
    reactions.put(host, reaction);
  }

  /// From now on does this for every host.
  void onAll(Reaction reaction) {
    reactions.clear();
    otherwise = reaction;
  }

  private void answer(HttpExchange exchange) throws IOException {
    String host = exchange.getRequestURI().getPath().substring(PATH.length());
    questions.computeIfAbsent(host, _ -> new AtomicInteger()).incrementAndGet();
    String validator = exchange.getRequestHeaders().getFirst("If-None-Match");
    if (validator != null) {
      validators.add(validator);
    }
    underWay.incrementAndGet();
    try (exchange) {
      reactions.getOrDefault(host, otherwise).to(exchange);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      underWay.decrementAndGet();
    }
  }

  /// How often `host` was asked for.
  int questions(String host) {
    AtomicInteger count = questions.get(host);
    return count == null ? 0 : count.get();
  }

  /// How many questions came in all.
  int questions() {
    return questions.values().stream().mapToInt(AtomicInteger::get).sum();
  }

  /// How many questions wait for their answer now.
  int underWay() {
    return underWay.get();
  }

  /// The `If-None-Match` of every question that had one.
  Queue<String> validators() {
    return validators;
  }

  /// From now on refuses connections, and has cut those there were.
  void refuse() throws IOException {
    server.stop(0);
    refusing = Unheard.socket(address);
  }

  /// From now on accepts connections again.
  void accept() throws IOException {
    refusing.close();
    server = serve(address);
  }

  @Override
  public void close() throws IOException {
    feed.breakOff();
    threads.shutdownNow();
    server.stop(0);
    refusing.close();
  }
}
