package dev.starship.http;

import dev.starship.address.Ip;

/// What a backend is told of the way a request came.
///
/// @param client the address of whoever sent it
/// @param port the port that it was sent to
/// @param trusted whether what the sender says of the hops before is kept
/// @param requestId what log and backend know the request by
/// @param persistent whether the backend may keep its connection for another request
/// @param pseudonym what this hop calls itself in `Via`, a token (RFC 9110 section 7.6.3)
public record Hop(
    Ip client, int port, boolean trusted, String requestId, boolean persistent, String pseudonym) {}
