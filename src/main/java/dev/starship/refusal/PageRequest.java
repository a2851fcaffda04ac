package dev.starship.refusal;

import dev.starship.ending.Ending;
import org.jspecify.annotations.Nullable;

/// Everything a page depends on. Texts may be exactly what the client sent: the page escapes and
/// shortens them.
///
/// @param ending why there is no answer of a backend
/// @param status the HTTP status, 300-599; 0 for the ending's own, see [Statuses#of]. An ending
///   with none needs one here
/// @param requestId what the visitor can quote and the access log has: the client's own
///   `X-Request-Id` where that is kept, else the session's id
/// @param timeMillis when, milliseconds since 1970 UTC, for `Date`
/// @param method the request's method; null if the head could not be read
/// @param accept the request's `Accept`, several field lines joined by commas; null without one
/// @param host the host asked for; null if none is known
/// @param location where a redirect points to; null for every other ending
/// @param fault what is wrong with the request, as a fixed phrase; null if nothing is
public record PageRequest(
    Ending ending,
    int status,
    String requestId,
    long timeMillis,
    @Nullable String method,
    @Nullable String accept,
    @Nullable String host,
    @Nullable String location,
    @Nullable String fault) {
  /// Fills in the ending's own status.
  ///
  /// @throws IllegalArgumentException if the ending has no page and `status` names none
  public PageRequest {
    status = status == 0 ? Statuses.of(ending) : status;
    if (status < 300 || status > 599) {
      throw new IllegalArgumentException(
          ending + " is not answered by a page with status " + status);
    }
  }

  /// A refusal of a request whose head could not be read, or in part.
  ///
  /// @param status the HTTP status; 0 for the ending's own
  /// @param fault why it could not be read; null if it did not come in time
  public static PageRequest ofUnreadHead(
      Ending ending,
      int status,
      String requestId,
      long timeMillis,
      @Nullable String method,
      @Nullable String accept,
      @Nullable String fault) {
    return new PageRequest(
        ending, status, requestId, timeMillis, method, accept, null, null, fault);
  }
}
