package dev.starship.proxy;

import java.time.Duration;

/// How many connections to backends one event loop keeps for further requests, and how long.
///
/// @param idle connections in all [1,024]: as many descriptors, less than 1 KiB of memory each
/// @param idlePerHost connections of one host to one address [128]: what a busy host gets back
///   within one turn of the loop
/// @param idleTimeout how long one may wait [4 s]: less than the 5 s after which Node and Apache
///   close, so that a request seldom meets a connection that is just being closed
/// @param authenticatedTimeout the same of one whose client has authenticated it, which no other
///   can take the place of [75 s]: as long as the client may keep its own
public record PoolLimits(
    int idle, int idlePerHost, Duration idleTimeout, Duration authenticatedTimeout) {
  /// The defaults.
  public static final PoolLimits DEFAULT =
      new PoolLimits(1_024, 128, Duration.ofSeconds(4), Duration.ofSeconds(75));
}
