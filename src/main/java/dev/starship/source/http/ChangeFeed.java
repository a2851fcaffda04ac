package dev.starship.source.http;

import dev.starship.routing.Change;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/// Hears the change feed of an API, connection after connection, on a virtual thread of its own.
///
/// A connection that cannot continue after a known event may have missed some, also the first one:
/// the listener is told [Change.Reset] then.
final class ChangeFeed implements AutoCloseable {
  private static final int MAX_ID_CHARS = 1_024;

  private final HttpClient client;
  private final Function<String, HttpRequest> request;
  private final HttpSourceLimits limits;
  private final Consumer<Change> changed;
  private final FeedCounters counters;
  private final Backoff backoff;
  private final ChangeEvents events;
  private final FeedLog log;
  private final LongSupplier nanoTime;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = Thread.ofVirtual().name("change-feed").unstarted(this::run);

  /// @param request makes the request that continues after an id, or begins anew after an empty one
  ChangeFeed(
      HttpClient client,
      Function<String, HttpRequest> request,
      HttpSourceLimits limits,
      Consumer<Change> changed,
      FeedCounters counters,
      Backoff backoff,
      ChangeEvents events,
      FeedLog log,
      LongSupplier nanoTime) {
    this.client = client;
    this.request = request;
    this.limits = limits;
    this.changed = changed;
    this.counters = counters;
    this.backoff = backoff;
    this.events = events;
    this.log = log;
    this.nanoTime = nanoTime;
  }

  void start() {
    thread.start();
  }

  /// Waits until it has ended for good.
  void join() throws InterruptedException {
    thread.join();
  }

  private void run() {
    try {
      String lastId = "";
      while (closed.getCount() > 0) {
        var connection =
            new FeedConnection(limits.eventBytes(), lastId, new Hearing(lastId), nanoTime);
        var end = connection.hear(client, request.apply(lastId), limits.feedSilence());
        counters.lost();
        if (!isGoingOn(end)) {
          return;
        }
        lastId = isRefused(end) ? "" : usable(connection.lastId());
        closed.await(backoff.next().toNanos(), TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException _) {
      counters.lost();
    }
  }

  private boolean isGoingOn(FeedConnection.End end) {
    return switch (end) {
      case FeedConnection.End.Unwanted _ -> {
        log.unwanted();
        yield false;
      }
      case FeedConnection.End.Lost(String why, boolean _) -> {
        log.lost(why);
        yield true;
      }
    };
  }

  private static boolean isRefused(FeedConnection.End end) {
    return end instanceof FeedConnection.End.Lost lost && lost.isRefused();
  }

  /// An id that a header cannot carry is as good as none.
  private static String usable(String id) {
    boolean sendable = id.length() <= MAX_ID_CHARS && id.chars().allMatch(c -> c > 31 && c < 127);
    return sendable ? id : "";
  }

  @Override
  public void close() {
    closed.countDown();
    thread.interrupt();
  }

  /// Hears one connection.
  private final class Hearing implements FeedConnection.Listener {
    private final String continuedAfter;

    Hearing(String continuedAfter) {
      this.continuedAfter = continuedAfter;
    }

    @Override
    public void opened() {
      counters.opened();
      backoff.opened();
      log.heard();
      if (continuedAfter.isEmpty()) {
        changed.accept(new Change.Reset());
      }
    }

    @Override
    public void heard() {
      backoff.heard();
      log.heard();
    }

    @Override
    public void event(String name, String data) {
      events.take(name, data);
    }

    @Override
    public void tooLong() {
      events.tooLong();
    }

    @Override
    public void retry(long millis) {
      backoff.startWith(millis);
    }
  }
}
