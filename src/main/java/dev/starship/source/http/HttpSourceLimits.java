package dev.starship.source.http;

import dev.starship.routing.RouteJsonLimits;
import java.time.Duration;

/// What an API may take.
///
/// @param answerBytes the body of an answer: that of the longest route document; of what is longer
///   only so much is read
/// @param validatorChars an `ETag`, which is kept for every host; a longer one is not used
/// @param eventBytes one event of the change feed, and one line of it: a host's name is at most 253
///   bytes, the rest is left to fields to come; a longer event is ignored
/// @param feedSilence how long the change feed may send nothing, not even the head of its answer or
///   a comment, before it counts as lost: proxies cut silent connections after a minute
/// @param feedRetryMin the least wait that the change feed may ask for by `retry`: after each wait
///   everything may be asked for again
/// @param feedRetry the wait before the change feed is asked for again, unless it says `retry`; it
///   doubles with each connection that fails, or ends before it lived for as long
/// @param feedRetryMax the longest such wait
record HttpSourceLimits(
    int answerBytes,
    int validatorChars,
    int eventBytes,
    Duration feedSilence,
    Duration feedRetryMin,
    Duration feedRetry,
    Duration feedRetryMax) {
  /// The defaults.
  public static final HttpSourceLimits DEFAULT =
      new HttpSourceLimits(
          RouteJsonLimits.DEFAULT.documentBytes(),
          256,
          16 * 1024,
          Duration.ofSeconds(60),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofSeconds(30));

  /// Checks that no limit forbids everything.
  public HttpSourceLimits {
    if (answerBytes < 1 || validatorChars < 0 || eventBytes < 1) {
      throw new IllegalArgumentException("each limit of an HTTP source has to be positive");
    }
    if (!feedSilence.isPositive()
        || !feedRetryMin.isPositive()
        || feedRetry.compareTo(feedRetryMin) < 0
        || feedRetryMax.compareTo(feedRetry) < 0) {
      throw new IllegalArgumentException("the waits of a change feed are positive and ordered");
    }
  }
}
