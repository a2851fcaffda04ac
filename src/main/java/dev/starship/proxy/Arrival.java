package dev.starship.proxy;

import dev.starship.admission.Places;
import dev.starship.ending.Ending;
import dev.starship.events.SessionEnd;
import dev.starship.proxyprotocol.ProxyProtocolLimits;
import dev.starship.transport.Socket;

/// A client that has just connected.
///
/// @param account begins with it
/// @param from the listener it came through
/// @param places those it has taken
record Arrival(Socket socket, SessionAccount account, ListenerSettings from, Places places) {
  /// Ends the connection.
  SessionEnd cut(Ending why, long now) {
    places.leave();
    socket.reset();
    return account.end(why, why.side(), 0, 0, now);
  }

  /// Where its session begins.
  State first(Surroundings with) {
    int most = with.settings().preread().maxBytes();
    if (!from.requiresProxyHeader()) {
      return State.Prereading.ofOpening(with.settings(), new Held(most));
    }
    Held held = new Held(Math.max(most, ProxyProtocolLimits.DEFAULT.headerBytes()));
    boolean trusted = from.trusts(account.client().ip());
    return new State.ReadingProxyHeader(new Preface(with.proxyHeaders(), trusted, held));
  }
}
