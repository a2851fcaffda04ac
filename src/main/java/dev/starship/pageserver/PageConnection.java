package dev.starship.pageserver;

import dev.starship.ending.Ending;
import dev.starship.http.Fields;
import dev.starship.http.HeadReading;
import dev.starship.http.HttpLimits;
import dev.starship.http.RequestHead;
import dev.starship.http.RequestHeadReader;
import dev.starship.refusal.PageRequest;
import dev.starship.refusal.Pages;
import dev.starship.refusal.Statuses;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection to the page server: a handshake, one request of whatever kind, the page, and FIN.
/// What the client still sends is read for a while, as behind every refusal. On a thread of its
/// own.
final class PageConnection {
  private static final Logger LOG = LoggerFactory.getLogger(PageConnection.class);
  private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};
  private static final int USUAL_HEAD_BYTES = 4 * 1024;
  private static final HttpLimits HTTP = HttpLimits.DEFAULT;

  private final Socket client;
  private final SSLSocketFactory sockets;
  private final Pages pages;
  private final InstantSource clock;
  private final PageServerLimits limits;
  private final LongAdder late;

  /// @param late counts what a time that was over ended
  PageConnection(
      Socket client,
      SSLSocketFactory sockets,
      Pages pages,
      InstantSource clock,
      PageServerLimits limits,
      LongAdder late) {
    this.client = client;
    this.sockets = sockets;
    this.pages = pages;
    this.clock = clock;
    this.limits = limits;
    this.late = late;
  }

  /// Serves it and closes it.
  void serve() {
    try (client) {
      SSLSocket tls =
          (SSLSocket) sockets.createSocket(client, InputStream.nullInputStream(), false);
      SSLParameters parameters = tls.getSSLParameters();
      parameters.setProtocols(VERSIONS);
      tls.setSSLParameters(parameters);
      answer(tls);
    } catch (IOException broken) {
      // Whoever left, or speaks no TLS that is served here, is told by TLS if it still listens.
      LOG.debug("A client of the page server was not served", broken);
    }
  }

  private void answer(SSLSocket tls) throws IOException {
    PageRequest request;
    try (Time _ = new Time(limits.requestTimeout())) {
      tls.startHandshake();
      request = request(tls.getInputStream());
    }
    if (request == null) {
      return;
    }
    try (Time _ = new Time(limits.responseTimeout())) {
      tls.getOutputStream().write(pages.response(request, false));
      tls.shutdownOutput();
      client.shutdownOutput();
    }
    try (Time _ = new Time(limits.lingerTimeout())) {
      linger(client.getInputStream());
    }
  }

  /// Reads up to the end of a request's head; null if the client ends before.
  private @Nullable PageRequest request(InputStream in) throws IOException {
    var reader = new RequestHeadReader(HTTP);
    byte[] bytes = new byte[USUAL_HEAD_BYTES];
    int length = 0;
    while (true) {
      if (length == bytes.length) {
        bytes = Arrays.copyOf(bytes, 2 * length);
      }
      int count = in.read(bytes, length, bytes.length - length);
      if (count < 0) {
        return null;
      }
      length += count;
      switch (reader.read(bytes, length)) {
        case HeadReading.NeedMore<RequestHead> _ -> {}
        case HeadReading.Whole<RequestHead>(RequestHead head) -> {
          return request(head.method(), head.fields());
        }
        // There is no such host, whatever is wrong with the request besides.
        case HeadReading.Bad<RequestHead> _ -> {
          return request(reader.method(), reader.fields(bytes));
        }
      }
    }
  }

  private PageRequest request(@Nullable String method, Fields fields) {
    String id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    return new PageRequest(
        Ending.UNKNOWN_HOST,
        Statuses.NO_CERTIFICATE,
        id,
        clock.millis(),
        method,
        fields.joined("Accept").orElse(null),
        fields.joined("Host").orElse(null),
        null,
        null);
  }

  private void linger(InputStream in) throws IOException {
    byte[] thrownAway = new byte[USUAL_HEAD_BYTES];
    int left = limits.lingerBytes();
    int count = 0;
    while (count >= 0 && left > 0) {
      count = in.read(thrownAway);
      left -= count;
    }
  }

  /// The time for a part of it: once it is over, the connection is closed.
  private final class Time implements AutoCloseable {
    private final CompletableFuture<Boolean> over = new CompletableFuture<>();

    Time(Duration time) {
      over.completeOnTimeout(true, time.toNanos(), TimeUnit.NANOSECONDS);
      var _ = over.thenAccept(this::end);
    }

    private void end(boolean isLate) {
      if (!isLate) {
        return;
      }
      late.increment();
      try {
        client.close();
      } catch (IOException failed) {
        LOG.debug("A connection could not be closed in order", failed);
      }
    }

    @Override
    public void close() {
      over.complete(false);
    }
  }
}
