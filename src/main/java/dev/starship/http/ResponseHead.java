package dev.starship.http;

/// The head of one response, as [ResponseHeadReader] found it valid. Immutable, any thread.
///
/// @param status the status, 100-999
/// @param reason the reason phrase as it was received, often empty; each char is one byte of
///   Latin-1
/// @param minorVersion 0 for HTTP/1.0, 1 for HTTP/1.1
/// @param fields the fields
/// @param framing where its body ends, given the request it answers
/// @param length bytes the head fills, its empty line counted
public record ResponseHead(
    int status, String reason, int minorVersion, Fields fields, Framing framing, int length) {

  /// Whether another response to the same request follows (1xx but 101, RFC 9110 section 15.2).
  public boolean isInterim() {
    return status < 200 && !switchesProtocols();
  }

  /// Whether the connection is a WebSocket from here on.
  public boolean switchesProtocols() {
    return status == 101;
  }

  /// The head as it is sent to the client for this one exchange: HTTP/1.1, fields that belong to
  /// the backend's connection removed (RFC 9110 section 7.6.1), and `Connection: close`; an interim
  /// response says nothing of the connection, and 101 keeps its upgrade.
  public byte[] forOneExchange() {
    return ExchangeHead.of(this);
  }
}
