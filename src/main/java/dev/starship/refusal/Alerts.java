package dev.starship.refusal;

import dev.starship.ending.Ending;
import dev.starship.preread.Opening;
import org.jspecify.annotations.Nullable;

/// The fatal TLS alert that tells a client why it gets no backend. Stateless, any thread.
public final class Alerts {
  private static final int NONE = -1;
  private static final int ACCESS_DENIED = 49;
  private static final int DECODE_ERROR = 50;
  private static final int INTERNAL_ERROR = 80;
  private static final int MISSING_EXTENSION = 109;
  private static final int UNRECOGNIZED_NAME = 112;

  private Alerts() {}

  /// The alert record (RFC 8446 sections 5.1 and 6) for a session that ends with `ending` before
  /// any byte of a backend went to the client. Empty where the connection is closed without a word.
  /// The array is the caller's.
  ///
  /// @param hello the ClientHello; null if it was never whole
  public static byte[] alert(Ending ending, Opening.@Nullable Tls hello) {
    int description = description(ending, hello);
    return description == NONE ? new byte[0] : new byte[] {0x15, 3, 3, 0, 2, 2, (byte) description};
  }

  private static int description(Ending ending, Opening.@Nullable Tls hello) {
    return switch (ending) {
      case UNKNOWN_HOST, REDIRECTED, GONE -> UNRECOGNIZED_NAME;
      case NO_HOST -> hello != null && hello.offersTls13() ? MISSING_EXTENSION : UNRECOGNIZED_NAME;
      case SUSPENDED -> ACCESS_DENIED;
      case MALFORMED_OPENING, OPENING_TOO_LONG, TARGET_TOO_LONG -> DECODE_ERROR;
      case LOOKUP_UNAVAILABLE,
          UNSUPPORTED_REQUEST,
          MALFORMED_REQUEST_BODY,
          MISDIRECTED_REQUEST,
          HTTPS_REDIRECTED,
          MAINTENANCE,
          BACKEND_NOT_ALLOWED,
          BACKEND_UNRESOLVED,
          BACKEND_REFUSED,
          BACKEND_UNREACHABLE,
          BACKEND_CONNECT_TIMEOUT,
          BACKEND_RESET,
          BACKEND_CLOSED_EARLY,
          BACKEND_TIMEOUT,
          MALFORMED_RESPONSE,
          CLIENT_OVER_LIMIT,
          HOST_OVER_LIMIT,
          OVERLOADED,
          INTERNAL_ERROR ->
          INTERNAL_ERROR;
      case COMPLETED,
          SILENT,
          CLIENT_CLOSED_EARLY,
          CLIENT_CLOSED,
          CLIENT_RESET,
          UNTRUSTED_PROXY,
          MALFORMED_PROXY_HEADER,
          LOOP_DETECTED,
          PREREAD_TIMEOUT,
          OPENING_TIMEOUT,
          UNKNOWN_PROTOCOL,
          IDLE_TIMEOUT,
          HALF_CLOSED_TIMEOUT,
          DRAINED ->
          NONE;
    };
  }
}
