package dev.starship.http;

/// What is wrong with a message. Each is a fixed phrase: no byte of the peer is in it.
public enum HttpFault {
  /// The first line is not a method, a target and a version with one space between them (RFC 9112
  /// section 3).
  MALFORMED_REQUEST_LINE(
      400, "the request line is not a method, a target and a version with single spaces between"),
  /// The method is longer than any known.
  METHOD_TOO_LONG(501, "the method is too long"),
  /// The target is over [HttpLimits#targetBytes()].
  TARGET_TOO_LONG(414, "the request target is too long"),
  /// The target has none of the four forms of RFC 9112 section 3.2, or not the one its method
  /// takes.
  INVALID_TARGET(400, "the request target is not valid"),
  /// The authority of the target or Host has user information.
  USER_INFORMATION(400, "the authority names a user"),
  /// The client speaks HTTP/2 without TLS (RFC 9113 section 3.3).
  HTTP2_PRIOR_KNOWLEDGE(505, "HTTP/2 is spoken over TLS only here"),
  /// The version is none of HTTP/1.
  UNSUPPORTED_VERSION(505, "the version is not HTTP/1.0 or HTTP/1.1"),
  /// The first line of the response is not a version, a status and a reason (RFC 9112 section 4).
  MALFORMED_STATUS_LINE(502, "the status line is not a version, a status and a reason"),
  /// The backend switches protocols though it was not asked to.
  UNASKED_SWITCH(502, "the protocol is switched without a request for it"),
  /// The head is over [HttpLimits#headBytes()].
  HEAD_TOO_LONG(431, "the head is too long"),
  /// There are more field lines than [HttpLimits#fields()].
  TOO_MANY_FIELDS(431, "there are too many fields"),
  /// Connection has more members than [HttpLimits#connectionOptions()].
  TOO_MANY_CONNECTION_OPTIONS(431, "Connection has too many members"),
  /// A CR stands without its LF.
  BARE_CR(400, "a CR stands without an LF"),
  /// An LF stands without its CR.
  BARE_LF(400, "an LF stands without a CR"),
  /// A control byte stands in a field value or a reason.
  CONTROL_BYTE(400, "a control byte stands in the head"),
  /// A field line begins with whitespace: obs-fold, or whitespace behind the first line.
  FOLDED_FIELD(400, "a field line begins with whitespace"),
  /// Whitespace stands between a field's name and its colon, in a request or a trailer.
  SPACE_BEFORE_COLON(400, "whitespace stands before a field's colon"),
  /// A field has no name, no colon, or a name that is no token.
  MALFORMED_FIELD_NAME(400, "a field has no valid name"),
  /// A request of HTTP/1.1 has no Host.
  MISSING_HOST(400, "Host is missing"),
  /// There is more than one Host.
  REPEATED_HOST(400, "Host is repeated"),
  /// Host is not a host with an optional port.
  INVALID_HOST(400, "Host is not valid"),
  /// There is more than one Content-Length, or a list of them; in a response, not all the same.
  REPEATED_CONTENT_LENGTH(400, "Content-Length is repeated"),
  /// Content-Length is not a number of bytes below 2^63.
  INVALID_CONTENT_LENGTH(400, "Content-Length is not valid"),
  /// Two framings contradict each other: request smuggling.
  LENGTH_WITH_TRANSFER_ENCODING(400, "Content-Length and Transfer-Encoding come together"),
  /// Transfer-Encoding does not exist in HTTP/1.0.
  TRANSFER_ENCODING_IN_HTTP_1_0(400, "HTTP/1.0 knows no Transfer-Encoding"),
  /// The last coding is not chunked, chunked comes twice, or it is written so that parsers differ.
  TRANSFER_ENCODING_NOT_CHUNKED(400, "Transfer-Encoding is something other than chunked"),
  /// A coding before chunked is not known here.
  UNKNOWN_TRANSFER_ENCODING(501, "Transfer-Encoding has a coding that is not supported"),
  /// Connection names a field that frames or routes the message.
  CONNECTION_NAMES_FRAMING(400, "Connection names a field that frames or routes the message"),
  /// A chunk's size is not a hexadecimal number below 2^63.
  INVALID_CHUNK_SIZE(400, "a chunk's size is not valid"),
  /// A chunk's extensions are over [HttpLimits#chunkExtensionBytes()].
  CHUNK_EXTENSION_TOO_LONG(400, "a chunk's extensions are too long"),
  /// A quoted string in a chunk's extensions does not end on its line.
  UNCLOSED_QUOTE(400, "a quoted string of a chunk's extensions does not end on its line"),
  /// A chunk is not followed by CRLF.
  UNTERMINATED_CHUNK(400, "a chunk does not end where its size says"),
  /// The trailers are over [HttpLimits#trailerBytes()].
  TRAILERS_TOO_LONG(431, "the trailers are too long"),
  /// A trailer has a name that means something in a head only (RFC 9110 section 6.5.1): a receiver
  /// that merges trailers into the head would believe it.
  FORBIDDEN_TRAILER(400, "a trailer frames, routes, identifies or protects the message");

  private final int status;
  private final String why;

  HttpFault(int status, String why) {
    this.status = status;
    this.why = why;
  }

  /// The status that a request with this fault is answered with. A response with any fault is
  /// answered with 502.
  public int status() {
    return status;
  }

  /// The fault as a phrase for pages.
  public String why() {
    return why;
  }
}
