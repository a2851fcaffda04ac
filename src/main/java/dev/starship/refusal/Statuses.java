package dev.starship.refusal;

import dev.starship.ending.Ending;

/// HTTP status codes (RFC 9110 section 15, RFC 5842, RFC 6585) of refusals. Stateless, any thread.
public final class Statuses {
  /// What the TLS page server answers for an unknown host; the number nginx uses for a certificate
  /// that cannot fit.
  public static final int NO_CERTIFICATE = 495;

  private static final int RETRY_SOON_SECONDS = 5;
  private static final int RETRY_AFTER_MAINTENANCE_SECONDS = 60;

  private Statuses() {}

  /// The status that refuses a request with `ending`; 0 where the client gets no page.
  public static int of(Ending ending) {
    return switch (ending) {
      case REDIRECTED -> 302;
      case HTTPS_REDIRECTED -> 308;
      case MALFORMED_OPENING, MALFORMED_REQUEST_BODY -> 400;
      case SUSPENDED -> 403;
      case UNKNOWN_HOST, NO_HOST -> 404;
      case OPENING_TIMEOUT -> 408;
      case GONE -> 410;
      case TARGET_TOO_LONG -> 414;
      case MISDIRECTED_REQUEST -> 421;
      case CLIENT_OVER_LIMIT -> 429;
      case OPENING_TOO_LONG -> 431;
      case INTERNAL_ERROR -> 500;
      case UNSUPPORTED_REQUEST -> 501;
      case BACKEND_NOT_ALLOWED,
          BACKEND_UNRESOLVED,
          BACKEND_REFUSED,
          BACKEND_UNREACHABLE,
          BACKEND_RESET,
          BACKEND_CLOSED_EARLY,
          MALFORMED_RESPONSE ->
          502;
      case LOOKUP_UNAVAILABLE, MAINTENANCE, HOST_OVER_LIMIT, OVERLOADED -> 503;
      case BACKEND_CONNECT_TIMEOUT, BACKEND_TIMEOUT -> 504;
      case LOOP_DETECTED -> 508;
      case COMPLETED,
          SILENT,
          CLIENT_CLOSED_EARLY,
          CLIENT_CLOSED,
          CLIENT_RESET,
          UNTRUSTED_PROXY,
          MALFORMED_PROXY_HEADER,
          PREREAD_TIMEOUT,
          UNKNOWN_PROTOCOL,
          IDLE_TIMEOUT,
          HALF_CLOSED_TIMEOUT,
          DRAINED ->
          0;
    };
  }

  /// After how many seconds it makes sense to ask again; 0 where waiting does not help.
  static int retryAfterSeconds(Ending ending) {
    return switch (ending) {
      case LOOKUP_UNAVAILABLE, CLIENT_OVER_LIMIT, HOST_OVER_LIMIT, OVERLOADED -> RETRY_SOON_SECONDS;
      case MAINTENANCE -> RETRY_AFTER_MAINTENANCE_SECONDS;
      default -> 0;
    };
  }

  /// The reason phrase of a status line.
  static String phrase(int status) {
    return switch (status) {
      case 302 -> "Found";
      case 308 -> "Permanent Redirect";
      case 400 -> "Bad Request";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 408 -> "Request Timeout";
      case 410 -> "Gone";
      case 414 -> "URI Too Long";
      case 421 -> "Misdirected Request";
      case 429 -> "Too Many Requests";
      case 431 -> "Request Header Fields Too Large";
      case NO_CERTIFICATE -> "SSL Certificate Error";
      case 500 -> "Internal Server Error";
      case 501 -> "Not Implemented";
      case 502 -> "Bad Gateway";
      case 503 -> "Service Unavailable";
      case 504 -> "Gateway Timeout";
      case 505 -> "HTTP Version Not Supported";
      case 508 -> "Loop Detected";
      default -> "Refused";
    };
  }
}
