package dev.starship.http;

import dev.starship.address.Ip;

/// What a backend is told of the way a request came.
///
/// @param sender who sent it
/// @param requestId what log and backend know the request by
/// @param persistent whether the backend may keep its connection for another request
/// @param pseudonym what this hop calls itself in `Via`, a token (RFC 9110 section 7.6.3)
public record Hop(Sender sender, String requestId, boolean persistent, String pseudonym) {
  /// Who sends the requests of one connection, as text, which is made once for all of them.
  ///
  /// @param client its address
  /// @param node its address as a node of `Forwarded` (RFC 7239 section 6)
  /// @param port the port that it sent to
  /// @param proto `https` if it came over TLS, which a proxy in front ended; else `http`
  /// @param trusted whether what it says of the hops before is kept
  public record Sender(String client, String node, String port, String proto, boolean trusted) {
    /// Whoever sends from `ip` to `port`.
    public static Sender of(Ip ip, int port, boolean overTls, boolean trusted) {
      String client = ip.toString();
      String node = ip.isV4() ? client : "\"[" + client + "]\"";
      String proto = overTls ? "https" : "http";
      return new Sender(client, node, Integer.toString(port), proto, trusted);
    }
  }
}
