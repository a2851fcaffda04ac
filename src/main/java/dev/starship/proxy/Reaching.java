package dev.starship.proxy;

import dev.starship.address.Address;
import dev.starship.address.Host;
import dev.starship.address.Ip;
import dev.starship.ending.Ending;
import dev.starship.proxy.Decision.Connect;
import dev.starship.resolving.Resolution;
import dev.starship.transport.NetworkFailure;
import dev.starship.transport.Socket;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The way of one session to its backend: its name resolved, an address found that may be connected
/// to, the connect, and the first bytes taken, all within one deadline. The connection belongs to
/// it until it is reached.
final class Reaching {
  /// How far it has come.
  sealed interface Outcome {
    /// Waiting for an answer, the backend or the deadline.
    enum Waiting implements Outcome {
      WAITING
    }

    /// The backend has taken some of the first bytes; its connection keeps the others.
    ///
    /// @param key whose requests may use the connection too; null if no others may
    /// @param reused whether it has carried another request before
    record Reached(Connection backend, BackendPool.@Nullable Key key, boolean reused)
        implements Outcome {}

    /// There is no backend, and nothing is left open.
    record Failed(Ending why) implements Outcome {}
  }

  private static final byte[] NO_HEADER = new byte[0];

  private final Surroundings with;
  private final Session session;
  private final SessionAccount account;
  private final Deadline deadline;
  private final Connect decision;
  private final FirstBytes first;
  private final byte[] header;
  private final boolean bound;
  private boolean mayReuse;
  private boolean reused;
  private BackendPool.@Nullable Key key;
  private @Nullable Awaited<Resolution> resolution;
  private @Nullable Connection connection;

  /// A way not yet begun.
  ///
  /// @param session told when [#advance()] is worth a call
  /// @param deadline set by it, and its own until it is over
  /// @param first what the backend gets first; a [Request] may use a connection that was kept
  /// @param header the PROXY header that comes before them on a new connection; empty if none
  /// @param bound whether it may only be one of this session
  Reaching(
      Surroundings with,
      Session session,
      SessionAccount account,
      Deadline deadline,
      Connect decision,
      FirstBytes first,
      byte[] header,
      boolean bound) {
    this.with = with;
    this.session = session;
    this.account = account;
    this.deadline = deadline;
    this.decision = decision;
    this.first = first;
    this.header = header;
    this.bound = bound;
    this.mayReuse = true;
  }

  /// The way for a request whose kept connection turned out to be closed: to a new one.
  Reaching again() {
    with.pool().noteRetry();
    Reaching again = new Reaching(with, session, account, deadline, decision, first, header, bound);
    again.mayReuse = false;
    return again;
  }

  /// Goes on as far as the facts allow.
  Outcome advance() {
    if (connection != null) {
      return awaitBackend(connection);
    }
    return resolution != null ? awaitAddresses(resolution) : begin();
  }

  private Outcome begin() {
    account.connectStarted(decision, with.loop().nanoTime());
    deadline.in(with.settings().backends().connectTimeout());
    Ip ip = decision.backend().ip();
    if (ip != null) {
      return connect(List.of(ip));
    }
    Host name = Host.parse(decision.backend().name()).orElseThrow();
    Awaited<Resolution> asked = new Awaited<>(with.loop(), session);
    resolution = asked;
    with.resolver().resolve(name, asked);
    return awaitAddresses(asked);
  }

  private Outcome awaitAddresses(Awaited<Resolution> asked) {
    return switch (asked.answer()) {
      case null -> deadline.passed() ? fail(Ending.BACKEND_UNRESOLVED) : Outcome.Waiting.WAITING;
      case Resolution.Resolved(List<Ip> ips) -> connect(ips);
      case Resolution.Failed _ -> fail(Ending.BACKEND_UNRESOLVED);
    };
  }

  private Outcome connect(List<Ip> ips) {
    Address address = decision.firstAllowed(ips, with.guard());
    if (address == null) {
      return fail(Ending.BACKEND_NOT_ALLOWED);
    }
    account.connecting(address);
    if (first instanceof Request request && request.isPersistent()) {
      Session only = bound ? session : null;
      key = new BackendPool.Key(address, account.host(), decision.trusted(), only);
    }
    return use(address);
  }

  /// Takes a connection that was kept, or makes one.
  private Outcome use(Address address) {
    Socket socket = mayReuse && key != null ? with.pool().take(key) : null;
    reused = socket != null;
    if (socket == null) {
      socket = with.loop().connect(address, session);
    } else {
      socket.owner(session);
    }
    Connection begun = new Connection(with.loop(), with.reserve(), socket);
    connection = begun;
    return awaitBackend(begun);
  }

  private Outcome awaitBackend(Connection begun) {
    if (begun.keeps()) {
      begun.flush();
    } else if (begun.sent() == 0 && begun.writable()) {
      first.sendTo(begun, reused ? NO_HEADER : header);
    }
    NetworkFailure failure = begun.failure();
    if (failure != null && reused && begun.sent() == 0 && key != null) {
      // It was closed meanwhile, and nothing of the request has gone there.
      close();
      mayReuse = false;
      with.pool().noteRetry();
      return use(key.backend());
    }
    if (failure != null) {
      with.shortage().note(failure, with.sessions().count());
      return fail(Failures.ofConnect(failure));
    }
    if (begun.sent() > 0) {
      account.connected(with.loop().nanoTime());
      connection = null;
      return new Outcome.Reached(begun, key, reused);
    }
    return deadline.passed() ? fail(Ending.BACKEND_CONNECT_TIMEOUT) : Outcome.Waiting.WAITING;
  }

  private Outcome fail(Ending why) {
    close();
    return new Outcome.Failed(why);
  }

  /// Gives up.
  void close() {
    if (connection != null) {
      connection.close();
      connection = null;
    }
  }
}
