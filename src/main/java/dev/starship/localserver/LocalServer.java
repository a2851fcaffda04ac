package dev.starship.localserver;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.starship.address.Address;
import dev.starship.address.Ip;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A small HTTP or HTTPS server of the JDK, bound exclusively: each exchange has a virtual thread
/// of its own, so that a slow client keeps nobody waiting. It keeps to [HttpServerLimits], and
/// serves from the moment it is made.
public final class LocalServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads;

  private LocalServer(HttpServer server, String threadName, HttpHandler answer) {
    this.server = server;
    this.threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name(threadName, 0).factory());
    server.setExecutor(threads);
    server.createContext("/", answer);
    server.start();
  }

  /// Lets the servers of this process take as long as they want for an answer, for one that sends
  /// events as they come. To be called before the first server is made.
  public static void answerWithoutEnd() {
    System.setProperty(HttpServerLimits.RESPONSE_TIME, "-1");
  }

  /// A server of plain HTTP.
  ///
  /// @param threadName what the names of its threads begin with
  /// @throws IOException if the address cannot be bound
  public static LocalServer http(Address bind, String threadName, HttpHandler answer)
      throws IOException {
    HttpServerLimits.apply();
    return new LocalServer(HttpServer.create(socket(bind), 0), threadName, answer);
  }

  /// A server of HTTPS.
  ///
  /// @param threadName what the names of its threads begin with
  /// @throws IOException if the address cannot be bound
  public static LocalServer https(
      Address bind, HttpsConfigurator tls, String threadName, HttpHandler answer)
      throws IOException {
    HttpServerLimits.apply();
    HttpsServer server = HttpsServer.create(socket(bind), 0);
    server.setHttpsConfigurator(tls);
    return new LocalServer(server, threadName, answer);
  }

  /// The address that is bound, with the port that the system chose if that was left to it.
  public Address address() {
    InetSocketAddress bound = server.getAddress();
    return new Address(Ip.of(bound.getAddress().getAddress()), bound.getPort());
  }

  /// Closes the port and its connections at once.
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  /// Sends status, fields and `body`; to HEAD only its length in place of it (RFC 9110 section
  /// 9.3.2).
  public static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
      exchange.sendResponseHeaders(status, -1);
    } else {
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static InetSocketAddress socket(Address address) throws IOException {
    return new InetSocketAddress(InetAddress.getByAddress(address.ip().bytes()), address.port());
  }
}
