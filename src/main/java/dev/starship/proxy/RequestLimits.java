package dev.starship.proxy;

import java.time.Duration;

/// What the requests of one client connection may cost.
///
/// @param keepAliveTimeout how long a client may take to begin another request [75 s]: longer than
///   the 60 s that balancers in front keep idle connections, so that they and not we end them
/// @param pipelinedBytes how much is read behind a request before it is answered [16 KiB]: a few
///   requests; a client that sends more waits
/// @param requestIdChars how long a request id of the client may be [128]: a UUID has 36
/// @param interimResponses how many a backend may send before its answer [1,000]: early hints, and
///   the progress of a long upload; each costs as much as an answer
public record RequestLimits(
    Duration keepAliveTimeout, int pipelinedBytes, int requestIdChars, int interimResponses) {
  /// The defaults.
  public static final RequestLimits DEFAULT =
      new RequestLimits(Duration.ofSeconds(75), 16 * 1024, 128, 1_000);
}
