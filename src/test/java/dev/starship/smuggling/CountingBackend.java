package dev.starship.smuggling;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/// A server on loopback that reads requests strictly, counts them, keeps its connections open, and
/// answers each with words that belong to that request alone; or, where a test says so, with
/// whatever a bad server might send.
public final class CountingBackend implements AutoCloseable {
  private final String name;
  private final ServerSocket server;
  private final Queue<Socket> connections = new ConcurrentLinkedQueue<>();
  private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
  private final Queue<String> broken = new ConcurrentLinkedQueue<>();
  private volatile @Nullable BadAnswer misbehaving;

  /// One that listens.
  public CountingBackend(String name) throws IOException {
    this.name = name;
    server = new ServerSocket(0, 1_024, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().name(name).start(this::accept);
  }

  /// Where it listens.
  public int port() {
    return server.getLocalPort();
  }

  /// Answers every request that is not [innocent][Request#isInnocent()] like this from now on; as a
  /// good server if null.
  public void misbehave(@Nullable BadAnswer how) {
    misbehaving = how;
  }

  /// Takes away the requests that came whole since the last call, in order.
  public List<Request> takeRequests() {
    var taken = new ArrayList<Request>();
    for (Request next = requests.poll(); next != null; next = requests.poll()) {
      taken.add(next);
    }
    return taken;
  }

  /// Takes away what was wrong with what came since the last call.
  public List<String> takeBroken() {
    var taken = new ArrayList<String>();
    for (String next = broken.poll(); next != null; next = broken.poll()) {
      taken.add(next);
    }
    return taken;
  }

  /// How many connections came so far.
  public int connections() {
    return connections.size();
  }

  /// What the backend of its cluster answers to `request`.
  public static String answerTo(Request request) {
    return answer(Attack.clusterOf(request.host()), request);
  }

  private static String answer(String name, Request request) {
    return name
        + " got "
        + request.method()
        + " "
        + request.target()
        + " for "
        + request.host()
        + " with "
        + request.body().length()
        + " bytes: "
        + Integer.toHexString(request.body().hashCode());
  }

  private void accept() {
    try {
      while (true) {
        Socket connection = server.accept();
        connections.add(connection);
        Thread.ofVirtual().start(() -> serve(connection));
      }
    } catch (IOException closed) {
      if (!server.isClosed()) {
        throw new UncheckedIOException(closed);
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      connection.setTcpNoDelay(true);
      RequestReading reading = RequestReading.toBackend(connection.getInputStream());
      boolean open = true;
      while (open) {
        open =
            switch (reading.next()) {
              case Arrival.Whole(Request request) -> take(request, reading, connection);
              case Arrival.Broken(String rule) -> {
                broken.add(rule);
                yield false;
              }
              case Arrival.CutShort _, Arrival.Ended _ -> false;
            };
      }
    } catch (IOException _) {
      // The proxy may reset a connection at any time; what a test expects is seen at its client.
    }
  }

  private boolean take(Request request, RequestReading reading, Socket connection)
      throws IOException {
    requests.add(request);
    if (reading.hasMore()) {
      broken.add("something came behind " + request);
    }
    BadAnswer how = request.isInnocent() ? null : misbehaving;
    String body = answer(name, request);
    String text =
        how != null
            ? how.bytes()
            : "HTTP/1.1 200 OK\r\nContent-Length: "
                + body.length()
                + "\r\n\r\n"
                + (request.method().equals("HEAD") ? "" : body);
    OutputStream out = connection.getOutputStream();
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    return how == null || !how.backendCloses();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket connection : connections) {
      connection.close();
    }
  }
}
