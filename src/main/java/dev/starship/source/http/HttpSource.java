package dev.starship.source.http;

import dev.starship.address.Host;
import dev.starship.routing.Change;
import dev.starship.routing.RouteSource;
import dev.starship.routing.SourceAnswer;
import dev.starship.seldom.SeldomLine;
import dev.starship.seldom.SeldomLines;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks an HTTP API where a host lives, one GET a question, and hears its change feed if it has
/// one. Speaks HTTP/1.1; connections are kept for further questions. Redirects are not followed.
/// Any thread.
public final class HttpSource implements RouteSource {
  private static final Logger LOG = LoggerFactory.getLogger(HttpSource.class);

  /// Between two lines about events that make no sense.
  private static final Duration FEED_PAUSE = Duration.ofSeconds(10);

  private final HttpSourceSettings settings;
  private final HttpSourceLimits limits;
  private final LongSupplier nanoTime;
  private final HttpClient client;
  private final Requests requests;
  private final Answers answers;
  private final FeedCounters feedCounters = new FeedCounters();
  private final AtomicReference<@Nullable ChangeFeed> feed = new AtomicReference<>();

  /// Nothing is sent before the first question.
  public HttpSource(HttpSourceSettings settings) {
    this(settings, HttpSourceLimits.DEFAULT, System::nanoTime);
  }

  HttpSource(HttpSourceSettings settings, HttpSourceLimits limits, LongSupplier nanoTime) {
    this.settings = settings;
    this.limits = limits;
    this.nanoTime = nanoTime;
    requests = new Requests(settings);
    answers = new Answers(settings.origin(), limits, new SeldomLines(LOG, nanoTime));
    HttpClient.Builder clients =
        HttpClient.newBuilder()
            // All of HTTP/2 would share one connection. The JDK's client fails each question beyond
            // the streams that the API allows at once, often 100 (JDK-8225647), and goes on using a
            // connection that died without a word: giving a question up resets its stream only.
            .version(Version.HTTP_1_1)
            .followRedirects(Redirect.NEVER)
            .connectTimeout(settings.timeout())
            .executor(Executors.newVirtualThreadPerTaskExecutor());
    if (!settings.wantsTls()) {
      clients.sslContext(NoTls.context());
    }
    client = clients.build();
  }

  /// Who is asked, by scheme, host and port.
  public String origin() {
    return settings.origin();
  }

  @Override
  public SourceAnswer ask(Host host, String validator) {
    CompletableFuture<HttpResponse<AnswerBody>> exchange =
        client.sendAsync(
            requests.lookup(host, validator), _ -> new AnswerBody(limits.answerBytes()));
    try {
      // The client's own timeout would end with the head of the answer.
      return answers.read(
          host, validator, exchange.get(settings.timeout().toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException _) {
      return new SourceAnswer.Failed(
          "no whole answer of %s within %d ms"
              .formatted(settings.origin(), settings.timeout().toMillis()));
    } catch (ExecutionException e) {
      return new SourceAnswer.Failed(Failures.why(e.getCause(), settings.origin()));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new SourceAnswer.Failed("the question was given up");
    } finally {
      // An exchange that is not over lets go of its connection.
      exchange.cancel(true);
    }
  }

  /// Begins to hear the change feed, if there is one.
  @Override
  public void onChange(Consumer<Change> listener) {
    URI events = settings.events();
    if (events != null) {
      var started =
          new ChangeFeed(
              client,
              lastId -> requests.feed(events, lastId),
              limits,
              listener,
              feedCounters,
              new Backoff(limits, Math::random, nanoTime),
              new ChangeEvents(listener, feedCounters, new SeldomLine(LOG, FEED_PAUSE, nanoTime)),
              new FeedLog(LOG, HttpSourceSettings.origin(events), nanoTime),
              nanoTime);
      feed.set(started);
      started.start();
    }
  }

  /// What the change feed does; all zero if there is none.
  public FeedCounters feedCounters() {
    return feedCounters;
  }

  /// Gives up the questions under way and the change feed.
  @Override
  public void close() {
    ChangeFeed started = feed.get();
    if (started != null) {
      started.close();
    }
    client.shutdownNow();
  }
}
