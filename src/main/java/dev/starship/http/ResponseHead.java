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

  /// Whether the backend takes another request on its connection (RFC 9112 section 9.3).
  public boolean keepsAlive() {
    return RequestHead.persists(fields, minorVersion) && !(framing instanceof Framing.UntilClose);
  }

  /// Whether it asks the client to prove who it is in a way that holds for the connection from then
  /// on (RFC 4559 section 4).
  public boolean asksForConnectionAuthentication() {
    return (status == 401 || status == 407)
        && (ConnectionAuthentication.isNamedIn(fields, "WWW-Authenticate")
            || ConnectionAuthentication.isNamedIn(fields, "Proxy-Authenticate"));
  }

  /// Whether it says that the request has to be made over a WebSocket (RFC 9110 section 15.5.22).
  boolean demandsWebSocket() {
    return status == 426 && fields.lists("Upgrade", "websocket");
  }

  /// Appends the head as the client gets it: HTTP/1.1, fields of the backend's connection removed,
  /// and whether the client's connection persists. An interim response says nothing of that, 101
  /// keeps its upgrade, and 426 its demand for one that could pass.
  ///
  /// @param date when it was received, for a response that says nothing of it (RFC 9110 section
  ///   6.6.1)
  public void writeTo(Outgoing out, RequestHead request, boolean persistent, String date) {
    HeadWriter.write(this, request, persistent, date, out);
  }
}
