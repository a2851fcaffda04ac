package dev.starship.proxy;

import dev.starship.address.Ip;
import dev.starship.ending.Ending;
import dev.starship.ending.Side;
import dev.starship.http.Hop;
import dev.starship.http.RequestHead;
import dev.starship.preread.Preread;
import org.jspecify.annotations.Nullable;

/// The HTTP requests of one session, one after the other.
final class Requests {
  private final Surroundings with;
  private final SessionAccount account;
  private final Connection client;
  private @Nullable Request current;
  private Hop.@Nullable Sender sender;

  Requests(Surroundings with, SessionAccount account, Connection client) {
    this.with = with;
    this.account = account;
    this.client = client;
  }

  /// The request under way; null if its head is not known yet, or the session is a plain relay.
  @Nullable Request current() {
    return current;
  }

  /// A request is there whose head is whole.
  ///
  /// @param held begins with the head
  Request begin(RequestHead head, Held held) {
    head.host().ifPresent(account::host);
    head.requestId(with.settings().requests().requestIdChars()).ifPresent(account::requestId);
    boolean persistent = head.minorVersion() > 0;
    Hop hop = new Hop(sender(), account.requestId(), persistent, with.node().pseudonym());
    Request begun = new Request(head, held, hop, with.settings().http(), with.outgoing());
    current = begun;
    return begun;
  }

  private Hop.Sender sender() {
    Hop.Sender known = sender;
    if (known == null) {
      Ip ip = account.client().ip();
      int port = account.destination().port();
      boolean trusted = with.settings().forwarded().trusts(ip);
      known = Hop.Sender.of(ip, port, account.cameOverTls(), trusted);
      sender = known;
    }
    return known;
  }

  /// A reader of the next request, of which something is held.
  Preread readNext(Held held) {
    account.requestBegan(with.loop().nanoTime(), client.received() - held.length(), client.sent());
    return Preread.ofNextRequest(with.settings().preread(), with.settings().http());
  }

  /// Where the next request is held if the one under way is refused with `why`; null if there must
  /// not be another: this one is not whole, not understood, or the last.
  @Nullable Held behindRefused(Ending why) {
    Request refused = current;
    boolean understood =
        switch (why) {
          case UNSUPPORTED_REQUEST, MALFORMED_REQUEST_BODY, INTERNAL_ERROR -> false;
          default -> true;
        };
    if (refused == null
        || !refused.canBeFollowed()
        || !understood
        || with.sessions().isDraining()) {
      return null;
    }
    refused.forget();
    return refused.held();
  }

  /// Tells of the request under way that it has ended, also if its head never became known.
  void end(Ending why, Side whose) {
    int behind = current == null ? 0 : current.bytesBehind();
    long in = client.received() - behind;
    long time = with.loop().nanoTime();
    with.sessions().requestEnded(account.requestEnd(why, whose, in, client.sent(), time));
    current = null;
  }

  /// The request became a relay, and ends with it.
  void upgrade() {
    current = null;
  }
}
