package dev.starship.pageserver;

import dev.starship.address.Address;
import dev.starship.address.Ip;
import dev.starship.refusal.Pages;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers every request over TLS with the page for unknown hosts. It listens on loopback only,
/// where the proxy connects TLS sessions of unknown hosts to it as to any backend. Any thread.
///
/// The proxy passes TLS on unread, so this server does not know the session: the request id on its
/// page is its own. Which name a client asks for does not matter here; the JVM is started with
/// `-Djdk.tls.server.disableExtensions=server_name`, or it would refuse names with `_` and such.
public final class PageServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PageServer.class);

  /// How many connections may wait to be accepted.
  private static final int BACKLOG = 1_024;

  /// How long it waits after an accept that failed, mostly for want of descriptors.
  private static final long REST_MILLIS = 100;

  private final ServerSocket listener;
  private final SSLSocketFactory sockets;
  private final Pages pages;
  private final InstantSource clock;
  private final PageServerLimits limits;
  private final Semaphore places;
  private final LongAdder refused = new LongAdder();
  private final LongAdder late = new LongAdder();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("page-", 0).factory());

  private PageServer(
      SSLSocketFactory sockets, Pages pages, InstantSource clock, PageServerLimits limits)
      throws IOException {
    this.listener = new ServerSocket(0, BACKLOG, InetAddress.ofLiteral("127.0.0.1"));
    this.sockets = sockets;
    this.pages = pages;
    this.clock = clock;
    this.limits = limits;
    this.places = new Semaphore(limits.connections());
    threads.execute(this::acceptAll);
  }

  /// Starts a server on a port of 127.0.0.1 that the system chooses.
  ///
  /// @param clock for the dates on pages
  /// @throws IOException if it cannot listen or the certificate cannot be used
  public static PageServer start(PageCertificate certificate, Pages pages, InstantSource clock)
      throws IOException {
    return start(certificate, pages, clock, PageServerLimits.DEFAULT);
  }

  static PageServer start(
      PageCertificate certificate, Pages pages, InstantSource clock, PageServerLimits limits)
      throws IOException {
    try {
      return new PageServer(certificate.tls().getSocketFactory(), pages, clock, limits);
    } catch (GeneralSecurityException e) {
      throw new IOException(
          "the certificate of the page server cannot be used: " + e.getMessage(), e);
    }
  }

  /// Where it listens.
  public Address address() {
    return new Address(Ip.of(listener.getInetAddress().getAddress()), listener.getLocalPort());
  }

  /// How many connections were closed at once, because there were too many.
  public long refused() {
    return refused.sum();
  }

  /// How many connections were closed because a client took too long.
  public long late() {
    return late.sum();
  }

  private void acceptAll() {
    while (closed.getCount() > 0) {
      try {
        begin(listener.accept());
      } catch (IOException failed) {
        rest(failed);
      }
    }
  }

  private void rest(IOException failed) {
    try {
      if (closed.getCount() > 0 && !closed.await(REST_MILLIS, TimeUnit.MILLISECONDS)) {
        LOG.debug("The page server could not accept a connection", failed);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void begin(Socket client) throws IOException {
    if (!places.tryAcquire()) {
      refused.increment();
      client.close();
      return;
    }
    try {
      threads.execute(() -> serve(client));
    } catch (RuntimeException | Error noThread) {
      // It stops, or the system has no thread: the next client may be luckier.
      places.release();
      client.close();
      LOG.debug("A client of the page server found no thread", noThread);
    }
  }

  private void serve(Socket client) {
    try {
      client.setTcpNoDelay(true);
      new PageConnection(client, sockets, pages, clock, limits, late).serve();
    } catch (IOException gone) {
      LOG.debug("A client of the page server left", gone);
    } finally {
      places.release();
    }
  }

  /// Closes the port and its connections at once.
  @Override
  public void close() {
    closed.countDown();
    threads.shutdownNow();
    try {
      listener.close();
    } catch (IOException failed) {
      LOG.debug("The page server's port could not be closed in order", failed);
    }
  }
}
