package dev.starship.proxy;

import org.jspecify.annotations.Nullable;

/// What a session has of its backend: first the way to it, then its connection, then, between two
/// HTTP requests, nothing but what it gave to the pool.
final class BackendSide {
  private final BackendPool pool;
  private @Nullable Reaching way;
  private @Nullable Connection connection;
  private BackendPool.@Nullable Key key;
  private boolean bound;

  BackendSide(BackendPool pool) {
    this.pool = pool;
  }

  /// Whether connections to backends speak for this client, and so serve no other.
  boolean isBound() {
    return bound;
  }

  /// Takes over a way that begins.
  Reaching begin(Reaching next) {
    close();
    way = next;
    return next;
  }

  /// Takes over the connection that the way has led to.
  void reached(Reaching.Outcome.Reached reached) {
    way = null;
    connection = reached.backend();
    key = reached.key();
    bound |= key != null && key.boundTo() != null;
  }

  /// Gives the connection to the pool if it can carry another request, once the backend has done
  /// its part of `exchange`.
  void release(Exchange exchange, Session session) {
    Connection free = connection;
    if (free == null || !exchange.isBackendDone()) {
      return;
    }
    connection = null;
    bound |= exchange.bindsBackend();
    if (key == null || !exchange.keepsBackend()) {
      free.close();
    } else {
      pool.put(bound ? key.boundTo(session) : key, free.socket());
    }
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

  void reset() {
    if (connection != null) {
      connection.reset();
    }
    close();
  }

  /// The session ends.
  void end(Session session) {
    close();
    if (bound) {
      pool.dropBoundTo(session);
    }
  }
}
