package dev.starship.source.http;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/// One connection to a change feed, from the request to its end. Its events are told on the
/// client's threads, one after the other.
final class FeedConnection {
  private final Listener listener;
  private final EventStreamReader reader;
  private final CompletableFuture<ResponseInfo> head = new CompletableFuture<>();
  private final LongSupplier nanoTime;
  private volatile long heardNanos;

  /// Hears what becomes of the connection, besides its events.
  interface Listener extends EventStreamReader.Listener {
    /// The feed answers with a stream. Nothing of it was told yet.
    void opened();

    /// The stream is alive: an event, or only a comment.
    void heard();
  }

  /// How a connection ended.
  sealed interface End {
    /// It broke, or never was.
    ///
    /// @param why one phrase, in which the API is "it"
    /// @param isRefused whether the server does not take this very request, which names the id to
    ///   continue after: that may be one that it does not know any more
    record Lost(String why, boolean isRefused) implements End {}

    /// The server wants nobody to listen (HTTP 204), and nobody to ask again.
    record Unwanted() implements End {}
  }

  /// @param lastId the id to continue after, or empty
  FeedConnection(int maxEventBytes, String lastId, Listener listener, LongSupplier nanoTime) {
    this.listener = listener;
    this.nanoTime = nanoTime;
    this.reader = new EventStreamReader(maxEventBytes, lastId, listener);
  }

  /// The id of the last event, to continue after; empty if there is none.
  String lastId() {
    return reader.lastId();
  }

  /// Hears the feed until it ends. Blocks.
  ///
  /// @param silence how long nothing may come, the head of the answer included: many servers send
  ///   that only with the first event or comment
  End hear(HttpClient client, HttpRequest request, Duration silence) throws InterruptedException {
    CompletableFuture<HttpResponse<Void>> exchange =
        client
            .sendAsync(request, this::body)
            .whenComplete((_, failure) -> {
              if (failure != null) {
                head.completeExceptionally(failure);
              }
            });
    try {
      ResponseInfo answer = head.get(silence.toNanos(), TimeUnit.NANOSECONDS);
      if (isStream(answer)) {
        return untilEnd(exchange, silence);
      }
      int status = answer.statusCode();
      if (status == 204) {
        return new End.Unwanted();
      }
      if (status == 200) {
        return lost("the answer is not an event stream");
      }
      return new End.Lost("HTTP " + status, isAboutTheRequest(status));
    } catch (TimeoutException _) {
      return lost("no answer within " + silence.toMillis() + " ms");
    } catch (ExecutionException e) {
      return lost(Failures.why(e.getCause(), "it"));
    } finally {
      exchange.cancel(true);
    }
  }

  private static End lost(String why) {
    return new End.Lost(why, false);
  }

  /// Of the client's errors, those that tell neither who asks, nor when, nor that there is no feed
  /// here (RFC 9110 section 15.5).
  private static boolean isAboutTheRequest(int status) {
    return switch (status) {
      case 401, 403, 404, 407, 408, 421, 425, 429 -> false;
      default -> status >= 400 && status < 500;
    };
  }

  private End untilEnd(CompletableFuture<HttpResponse<Void>> exchange, Duration silence)
      throws InterruptedException, ExecutionException {
    while (true) {
      long left = silence.toNanos() - (nanoTime.getAsLong() - heardNanos);
      if (left <= 0) {
        return lost("nothing came for " + silence.toMillis() + " ms");
      }
      try {
        exchange.get(left, TimeUnit.NANOSECONDS);
        return lost("the server ended it");
      } catch (TimeoutException _) {
        // Something may have come meanwhile.
      }
    }
  }

  private BodySubscriber<Void> body(ResponseInfo answer) {
    boolean stream = isStream(answer);
    heardNanos = nanoTime.getAsLong();
    if (stream) {
      listener.opened();
    }
    head.complete(answer);
    return stream
        ? BodySubscribers.ofByteArrayConsumer(piece -> piece.ifPresent(this::heard))
        : BodySubscribers.discarding();
  }

  private static boolean isStream(ResponseInfo answer) {
    String type = answer.headers().firstValue("content-type").orElse("");
    return answer.statusCode() == 200
        && type.toLowerCase(Locale.ROOT).startsWith("text/event-stream");
  }

  /// Only one thread at a time comes here.
  private void heard(byte[] piece) {
    heardNanos = nanoTime.getAsLong();
    listener.heard();
    reader.read(piece);
  }
}
