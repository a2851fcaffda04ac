package dev.starship.proxy;

import dev.starship.ending.Ending;
import dev.starship.preread.Opening;
import dev.starship.proxy.Decision.Connect;
import dev.starship.transport.Timer;
import org.jspecify.annotations.Nullable;

/// What a session has of its backend: first the way to it, then its connection, then, between two
/// HTTP requests, nothing but what it gave to the pool. The way stays beside the connection as long
/// as it may still lead to another backend.
final class BackendSide {
  private final Surroundings with;
  private final Session session;
  private final SessionAccount account;
  private final Gate gate;
  private final Timer deadline;
  private @Nullable Reaching way;
  private @Nullable Connection connection;
  private BackendPool.@Nullable Key key;

  /// Whether there is one that speaks for this client, and so serves no other.
  private boolean bound;

  /// Whether its client has authenticated one, which no other can take the place of.
  private boolean authenticated;

  /// @param session told when something can go on
  /// @param gate told when its first bytes are held no longer
  /// @param deadline the session's, used while a backend is reached
  BackendSide(
      Surroundings with, Session session, SessionAccount account, Gate gate, Timer deadline) {
    this.with = with;
    this.session = session;
    this.account = account;
    this.gate = gate;
    this.deadline = deadline;
  }

  /// Begins a way to one of the backends of `decision`, which gets `first`.
  void reach(Connect decision, @Nullable Opening opening, FirstBytes first, Connection client) {
    close();
    byte[] header = with.proxyHeaders().before(decision.proxyProtocol(), account, opening, client);
    boolean isKept = first instanceof Request request && request.isPersistent();
    Reuse reuse =
        isKept
            ? new Reuse(
                with.pool(), session, decision, account.host(), header.length > 0, authenticated)
            : null;
    way = new Reaching(with, session, account, deadline, decision, first, header, reuse);
  }

  /// Goes on as far as the facts allow. A connection that is reached is its own from then on.
  ///
  /// @param opening what the first bytes are
  Reaching.Outcome advance(@Nullable Opening opening) {
    Reaching current = way;
    if (current == null) {
      throw new IllegalStateException("there is no way to a backend");
    }
    Reaching.Outcome outcome = current.advance();
    if (outcome instanceof Reaching.Outcome.Reached reached) {
      connection = reached.backend();
      key = reached.key();
      if (!current.isRepeatable(opening)) {
        settle(0);
      }
    }
    return outcome;
  }

  /// Stays with its backend, whatever comes: nothing is held for another one any longer.
  ///
  /// @param bytes what the session holds all the same
  void settle(int bytes) {
    if (way != null) {
      way = null;
      gate.holds(bytes);
    }
  }

  /// Its backend is gone and has answered nothing: turns to another one with what is held.
  ///
  /// @return false if there is none, or must not be
  boolean turn() {
    Connection lost = connection;
    if (way == null || lost == null || !way.turn()) {
      return false;
    }
    connection = null;
    lost.close();
    return true;
  }

  /// Gives the connection to the pool if it can carry another request, once the backend has done
  /// its part of `exchange`.
  void release(Exchange exchange) {
    Connection free = connection;
    if (free == null || !exchange.isBackendDone()) {
      return;
    }
    connection = null;
    way = null;
    BackendPool.Key next = key;
    if (next == null || !exchange.keepsBackend()) {
      free.close();
      return;
    }
    if (exchange.bindsBackend()) {
      authenticated = true;
      next = next.boundTo(session);
    }
    boolean own = next.boundTo() != null;
    bound |= own;
    with.pool().put(next, free.socket(), own && authenticated);
  }

  void close() {
    if (way != null) {
      way.close();
      way = null;
    }
    if (connection != null) {
      connection.close();
      connection = null;
    }
  }

  /// Closes it in order, but with a reset if it has a part of a request only: that could look
  /// whole.
  ///
  /// @param now the session's state
  void leave(State now) {
    if (now instanceof State.Exchanging(Exchange exchange, Ending _)
        && !exchange.request().isDone()) {
      cut(true);
    } else {
      close();
    }
  }

  /// Cuts its connection as [Connection#cut], and gives up the way to one.
  void cut(boolean ours) {
    if (connection != null) {
      connection.cut(ours);
    }
    close();
  }

  /// The session ends.
  void end() {
    close();
    if (bound) {
      with.pool().dropBoundTo(session);
    }
  }
}
