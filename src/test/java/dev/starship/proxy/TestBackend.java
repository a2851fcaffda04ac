package dev.starship.proxy;

import dev.starship.address.Ip;
import dev.starship.routing.Action;
import dev.starship.routing.Backend;
import dev.starship.routing.ProxyVersion;
import dev.starship.routing.Route;
import dev.starship.routing.RouteLimits;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A server on loopback that does with each connection what a test says, on a virtual thread.
final class TestBackend implements AutoCloseable {
  /// What to do with one connection; it is closed afterwards.
  interface Script {
    void serve(Socket connection) throws IOException, InterruptedException;
  }

  /// What is answered to a request.
  interface Answers {
    @Nullable String to(String request) throws IOException, InterruptedException;
  }

  private final ServerSocket server;
  private final ConcurrentLinkedQueue<Socket> connections = new ConcurrentLinkedQueue<>();
  private final Semaphore accepted = new Semaphore(0);
  private final LinkedBlockingQueue<byte[]> received = new LinkedBlockingQueue<>();

  private TestBackend(Script script, InetAddress at, int port) throws IOException {
    server = new ServerSocket(port, 1024, at);
    Thread.ofVirtual().start(() -> acceptAll(script));
  }

  static TestBackend running(Script script) throws IOException {
    return new TestBackend(script, InetAddress.getLoopbackAddress(), 0);
  }

  /// Ends its connections with RST once they have sent `bytes`.
  static TestBackend resettingAfter(int bytes) throws IOException {
    return running(connection -> {
      connection.getInputStream().readNBytes(bytes);
      connection.setSoLinger(true, 0);
    });
  }

  /// Sends back what it gets on another loopback address, as `::1`.
  static TestBackend echoOn(String address, int port) throws IOException {
    return new TestBackend(TestBackend::sendBack, InetAddress.getByName(address), port);
  }

  /// Reads until the client finishes, and says nothing.
  static TestBackend silent() throws IOException {
    return running(connection -> connection.getInputStream().readAllBytes());
  }

  /// Sends back what it gets until the client finishes, then finishes too.
  static TestBackend echo() throws IOException {
    return running(TestBackend::sendBack);
  }

  private static void sendBack(Socket connection) throws IOException {
    connection.getInputStream().transferTo(connection.getOutputStream());
    connection.shutdownOutput();
  }

  /// Remembers everything a client sends until it finishes, for [#nextReceived()], then says
  /// `answer` and finishes.
  static TestBackend recording(String answer) throws IOException {
    TestBackend[] self = new TestBackend[1];
    self[0] =
        running(connection -> {
          byte[] all = connection.getInputStream().readAllBytes();
          OutputStream out = connection.getOutputStream();
          out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
          connection.shutdownOutput();
          self[0].received.add(all);
        });
    return self[0];
  }

  /// Reads one HTTP request head (and nothing behind it), remembers it, and answers with
  /// `response`.
  static TestBackend http(String response) throws IOException {
    TestBackend[] self = new TestBackend[1];
    self[0] =
        running(connection -> {
          self[0].received.add(readHead(connection.getInputStream()));
          connection.getOutputStream().write(response.getBytes(StandardCharsets.ISO_8859_1));
          connection.shutdownOutput();
          connection.getInputStream().transferTo(OutputStream.nullOutputStream());
        });
    return self[0];
  }

  /// Answers one HTTP request after the other on each connection, whose head, with the body behind
  /// it, is remembered for [#nextReceived()]. The connection is closed when `answers` says null.
  static TestBackend answering(Answers answers) throws IOException {
    TestBackend[] self = new TestBackend[1];
    self[0] =
        running(connection -> {
          InputStream in = connection.getInputStream();
          while (true) {
            String head = new String(readHead(in), StandardCharsets.ISO_8859_1);
            if (!head.endsWith("\r\n\r\n")) {
              return;
            }
            String request = head + TestClient.body(in, head);
            self[0].received.add(request.getBytes(StandardCharsets.ISO_8859_1));
            String answer = answers.to(request);
            if (answer == null) {
              return;
            }
            connection.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
          }
        });
    return self[0];
  }

  /// A backend that answers every request with `text`, its method and its target.
  static TestBackend saying(String text) throws IOException {
    return answering(request -> ok(text + " " + request.substring(0, request.indexOf(" HTTP/"))));
  }

  /// A response with this body.
  static String ok(String body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
  }

  /// The route to all of these, with a priority of its own each: to the next when those before
  /// fail.
  static Route inOrder(@Nullable ProxyVersion proxyProtocol, TestBackend... backends) {
    Ip loopback = Ip.parse("127.0.0.1").orElseThrow();
    List<Backend> all = new ArrayList<>();
    for (TestBackend each : backends) {
      all.add(new Backend("127.0.0.1", loopback, each.port(), 0, 0, 1, all.size(), null));
    }
    return new Route(
        null, Action.FORWARD, all, null, false, proxyProtocol, null, RouteLimits.NONE, null);
  }

  static byte[] readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        break;
      }
      head.append((char) next);
    }
    return head.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  int port() {
    return server.getLocalPort();
  }

  /// Waits until one more connection has come.
  void awaitConnection() throws InterruptedException {
    if (!accepted.tryAcquire(RunningProxy.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("nobody connected to the backend");
    }
  }

  /// How many connections came so far.
  int connections() {
    return connections.size();
  }

  /// How much was remembered and not asked for yet: connections or requests.
  int received() {
    return received.size();
  }

  /// What the next connection, or the next request, sent, for scripts that remember it.
  byte[] nextReceived() throws InterruptedException {
    byte[] bytes = received.poll(RunningProxy.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    if (bytes == null) {
      throw new AssertionError("the backend got nothing");
    }
    return bytes;
  }

  private void acceptAll(Script script) {
    try {
      while (true) {
        Socket connection = server.accept();
        connections.add(connection);
        accepted.release();
        Thread.ofVirtual().start(() -> serve(script, connection));
      }
    } catch (IOException closed) {
      if (!server.isClosed()) {
        throw new UncheckedIOException(closed);
      }
    }
  }

  private static void serve(Script script, Socket connection) {
    try (connection) {
      script.serve(connection);
    } catch (IOException | InterruptedException _) {
      // The proxy may reset a connection at any time; what a test expects is seen at its client.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket connection : connections) {
      connection.close();
    }
  }
}
