package dev.starship.ending;

import static dev.starship.ending.Side.BACKEND;
import static dev.starship.ending.Side.CLIENT;
import static dev.starship.ending.Side.SOURCE;
import static dev.starship.ending.Side.STARSHIP;

import java.util.Locale;

/// The one reason a session ended for. The code is public API: it stands in the access log, as a
/// metric label and on pages. A new reason is one new constant.
public enum Ending {
  /// Both sides finished; every byte was passed on.
  COMPLETED(CLIENT, false, false),
  /// The client closed without ever sending a byte, as a balancer's probe does. Counted, not
  /// logged.
  SILENT(CLIENT, false, false),
  /// The client closed before its opening was whole.
  CLIENT_CLOSED_EARLY(CLIENT, false, false),
  /// The client closed while bytes were still on their way to it.
  CLIENT_CLOSED(CLIENT, false, false),
  /// The client reset its connection.
  CLIENT_RESET(CLIENT, false, false),
  /// The connection is not from a trusted proxy, on a listener that takes nobody else.
  UNTRUSTED_PROXY(CLIENT, false, false),
  /// A trusted proxy began with no PROXY header, or a broken one.
  MALFORMED_PROXY_HEADER(CLIENT, false, false),
  /// Not one byte of an opening came within the preread timeout.
  PREREAD_TIMEOUT(CLIENT, false, false),
  /// Only part of an opening came within the preread timeout.
  OPENING_TIMEOUT(CLIENT, true, false),
  /// The opening breaks its protocol's framing.
  MALFORMED_OPENING(CLIENT, true, false),
  /// The opening, or the head of a request, is larger than allowed.
  OPENING_TOO_LONG(CLIENT, true, false),
  /// The request target is longer than allowed.
  TARGET_TOO_LONG(CLIENT, true, false),
  /// The opening names no host, and there is no catch-all backend.
  NO_HOST(CLIENT, true, false),
  /// The opening is neither TLS nor HTTP, and there is no catch-all backend.
  UNKNOWN_PROTOCOL(CLIENT, false, false),
  /// The request uses something Starship does not pass on, as CONNECT.
  UNSUPPORTED_REQUEST(CLIENT, true, false),
  /// The request is for `https`, and came in clear text.
  MISDIRECTED_REQUEST(CLIENT, true, false),
  /// The body of the request breaks its framing.
  MALFORMED_REQUEST_BODY(CLIENT, true, false),
  /// The client has as many sessions as it may, or has asked for too many unknown hosts.
  CLIENT_OVER_LIMIT(CLIENT, true, false),
  /// The source knows no such host.
  UNKNOWN_HOST(SOURCE, true, false),
  /// The source could not be asked, and no earlier answer may be used.
  LOOKUP_UNAVAILABLE(SOURCE, true, false),
  /// The route redirects.
  REDIRECTED(SOURCE, true, false),
  /// The route asks for HTTPS instead of HTTP.
  HTTPS_REDIRECTED(SOURCE, true, false),
  /// The host is in maintenance.
  MAINTENANCE(SOURCE, true, false),
  /// The host is suspended.
  SUSPENDED(SOURCE, true, false),
  /// The host is gone for good.
  GONE(SOURCE, true, false),
  /// The address of the backend is not allowed.
  BACKEND_NOT_ALLOWED(SOURCE, true, false),
  /// The name of the backend could not be resolved.
  BACKEND_UNRESOLVED(BACKEND, true, true),
  /// The backend refused the connection.
  BACKEND_REFUSED(BACKEND, true, true),
  /// The backend could not be reached.
  BACKEND_UNREACHABLE(BACKEND, true, true),
  /// The backend did not accept within the connect timeout.
  BACKEND_CONNECT_TIMEOUT(BACKEND, true, true),
  /// The backend reset its connection.
  BACKEND_RESET(BACKEND, true, true),
  /// The backend closed before its answer was whole.
  BACKEND_CLOSED_EARLY(BACKEND, true, false),
  /// The backend got a whole request and began no answer within the idle timeout.
  BACKEND_TIMEOUT(BACKEND, true, false),
  /// The answer of the backend breaks HTTP.
  MALFORMED_RESPONSE(BACKEND, true, false),
  /// The connection or the request has come through this balancer before.
  LOOP_DETECTED(STARSHIP, true, false),
  /// No byte passed either way for the idle timeout.
  IDLE_TIMEOUT(STARSHIP, false, false),
  /// One side had finished and the other stayed silent for the half-closed timeout.
  HALF_CLOSED_TIMEOUT(STARSHIP, false, false),
  /// The host has as many sessions, or as many new ones in this second, as it may.
  HOST_OVER_LIMIT(STARSHIP, true, false),
  /// Starship has no sessions, descriptors, ports or memory left for one more connection.
  OVERLOADED(STARSHIP, true, true),
  /// The drain deadline came.
  DRAINED(STARSHIP, false, false),
  /// A fault in Starship itself; the operator's log says more.
  INTERNAL_ERROR(STARSHIP, true, false);

  private final String code = name().toLowerCase(Locale.ROOT);
  private final Side side;
  private final boolean refusable;
  private final boolean retryable;

  Ending(Side side, boolean refusable, boolean retryable) {
    this.side = side;
    this.refusable = refusable;
    this.retryable = retryable;
  }

  /// The stable word for this ending in logs, metrics and pages, such as `unknown_host`.
  public String code() {
    return code;
  }

  /// Whose doing it was.
  public Side side() {
    return side;
  }

  /// Whether the client gets an answer of ours, as long as no byte of a backend went to it.
  public boolean refusable() {
    return refusable;
  }

  /// Whether another backend may be tried, as long as no byte went to this one.
  public boolean retryable() {
    return retryable;
  }
}
