package dev.starship.proxy;

import dev.starship.ending.Ending;
import dev.starship.http.RequestHead;
import dev.starship.preread.Opening;
import dev.starship.preread.Protocol;
import dev.starship.refusal.Alerts;
import dev.starship.refusal.PageRequest;
import dev.starship.refusal.Pages;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// What a refused client gets, in the protocol of its opening. Any thread.
final class Answers {
  private final Pages pages;
  private final LongSupplier clockMillis;

  /// @param clockMillis milliseconds since 1970 UTC
  Answers(Pages pages, LongSupplier clockMillis) {
    this.pages = pages;
    this.clockMillis = clockMillis;
  }

  /// The answer for a session that ends with `why`.
  ///
  /// @param opening what is known of the opening; null if nothing was read
  /// @param location where a redirect leads; null for other endings
  /// @param persistent whether the client may send another request
  Answer to(
      Ending why,
      @Nullable Opening opening,
      SessionAccount account,
      @Nullable String location,
      boolean persistent) {
    if (opening == null || !why.refusable()) {
      return Answer.NONE;
    }
    return switch (opening) {
      case Opening.Tls tls -> alert(why, tls);
      case Opening.Http(RequestHead head) -> page(why, head, account, location, persistent);
      case Opening.Malformed malformed ->
          ofUnread(
              malformed.protocol(),
              why,
              why == malformed.ending() ? malformed.status() : 0,
              malformed.asked(),
              why == malformed.ending() ? malformed.why() : null,
              account);
      case Opening.NeedMore(Protocol protocol) ->
          ofUnread(protocol, why, 0, Opening.Asked.NOTHING, null, account);
      case Opening.Other _ -> Answer.NONE;
    };
  }

  private Answer ofUnread(
      Protocol protocol,
      Ending why,
      int status,
      Opening.Asked asked,
      @Nullable String fault,
      SessionAccount account) {
    return switch (protocol) {
      case TLS -> alert(why, null);
      case HTTP ->
          page(
              PageRequest.ofUnreadHead(
                  why,
                  status,
                  account.requestId(),
                  clockMillis.getAsLong(),
                  asked.method(),
                  asked.accept(),
                  fault),
              false);
      case NONE, OTHER -> Answer.NONE;
    };
  }

  private static Answer alert(Ending why, Opening.@Nullable Tls hello) {
    return new Answer(Alerts.alert(why, hello), 0);
  }

  private Answer page(
      Ending why,
      RequestHead head,
      SessionAccount account,
      @Nullable String location,
      boolean persistent) {
    return page(
        new PageRequest(
            why,
            0,
            account.requestId(),
            clockMillis.getAsLong(),
            head.method(),
            head.fields().joined("Accept").orElse(null),
            account.host(),
            location,
            null),
        persistent);
  }

  private Answer page(PageRequest request, boolean persistent) {
    return new Answer(pages.response(request, persistent), request.status());
  }
}
