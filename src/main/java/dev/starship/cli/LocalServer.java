package dev.starship.cli;

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
import javax.net.ssl.SSLContext;

/// A small HTTP or HTTPS server for local work: each exchange has a virtual thread of its own.
final class LocalServer implements AutoCloseable {
  static {
    // Without it the JDK's server waits for the client's acknowledgement between head and body,
    // often 40 ms. It is read once, when the
    // first server is made.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private LocalServer(HttpServer server, HttpHandler answer) {
    this.server = server;
    server.setExecutor(threads);
    server.createContext("/", answer);
    server.start();
  }

  /// @throws IOException if the address cannot be bound
  static LocalServer http(Address bind, HttpHandler answer) throws IOException {
    return new LocalServer(HttpServer.create(socket(bind), 0), answer);
  }

  /// @throws IOException if the address cannot be bound
  static LocalServer https(Address bind, SSLContext tls, HttpHandler answer) throws IOException {
    HttpsServer server = HttpsServer.create(socket(bind), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    return new LocalServer(server, answer);
  }

  /// The address that is bound, with the port that the system chose if that was left to it.
  Address address() {
    InetSocketAddress bound = server.getAddress();
    return new Address(Ip.of(bound.getAddress().getAddress()), bound.getPort());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private static InetSocketAddress socket(Address address) throws IOException {
    return new InetSocketAddress(InetAddress.getByAddress(address.ip().bytes()), address.port());
  }
}
