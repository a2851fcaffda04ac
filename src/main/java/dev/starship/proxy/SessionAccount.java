package dev.starship.proxy;

import dev.starship.address.Address;
import dev.starship.address.Host;
import dev.starship.ending.Ending;
import dev.starship.ending.Side;
import dev.starship.events.SessionEnd;
import dev.starship.preread.Opening;
import dev.starship.preread.Protocol;
import dev.starship.routing.RouteLookup;
import org.jspecify.annotations.Nullable;

/// What will be said of a session when it ends, noted as it happens. Times are the loop's
/// nanoseconds. It lives as long as its session, so it holds what others made and formats nothing.
final class SessionAccount {
  private static final int NOT_DONE = -1;

  private final long acceptedMillis;
  private final long acceptedNanos;
  private final long id;
  private final Address client;
  private final Address listener;
  private Protocol protocol = Protocol.NONE;
  private @Nullable String host;
  private @Nullable String hitLevel;
  private @Nullable String app;
  private @Nullable String cluster;

  /// Where it was to connect, until an address for it is known.
  private Decision.@Nullable Connect wanted;

  private @Nullable Address backend;

  /// When the step under way began: the lookup, then the connect.
  private long stepNanos;

  private int lookupMicros = NOT_DONE;
  private int connectMicros = NOT_DONE;
  private long firstByteMicros = NOT_DONE;
  private int status;

  SessionAccount(
      long acceptedMillis, long acceptedNanos, long id, Address client, Address listener) {
    this.acceptedMillis = acceptedMillis;
    this.acceptedNanos = acceptedNanos;
    this.id = id;
    this.client = client;
    this.listener = listener;
  }

  String session() {
    return SessionIds.text(id);
  }

  long acceptedMillis() {
    return acceptedMillis;
  }

  void opening(Opening opening) {
    protocol =
        switch (opening) {
          case Opening.Tls _ -> Protocol.TLS;
          case Opening.Http _ -> Protocol.HTTP;
          case Opening.Other _ -> Protocol.OTHER;
          case Opening.NeedMore(Protocol sofar) -> sofar;
          case Opening.Malformed malformed -> malformed.protocol();
        };
  }

  @Nullable String host() {
    return host;
  }

  void lookupStarted(Host asked, long now) {
    host = asked.name();
    stepNanos = now;
  }

  void lookupEnded(RouteLookup lookup, long now) {
    lookupMicros = stepMicros(now);
    hitLevel =
        switch (lookup) {
          case RouteLookup.Found found -> found.level().code();
          case RouteLookup.Unknown unknown -> unknown.level().code();
          case RouteLookup.Unavailable _ -> null;
        };
  }

  void connectStarted(Decision.Connect chosen, long now) {
    app = chosen.app();
    cluster = chosen.backend().cluster();
    wanted = chosen;
    stepNanos = now;
  }

  void connecting(Address address) {
    backend = address;
    wanted = null;
  }

  void connected(long now) {
    connectMicros = stepMicros(now);
  }

  void firstByte(long now) {
    if (firstByteMicros == NOT_DONE) {
      firstByteMicros = micros(now - acceptedNanos);
    }
  }

  void status(int status) {
    this.status = status;
  }

  SessionEnd end(Ending ending, Side closedBy, long bytesIn, long bytesOut, long now) {
    return new SessionEnd(
        acceptedMillis,
        session(),
        client,
        listener,
        protocol,
        host,
        app,
        cluster,
        backend(),
        hitLevel,
        lookupMicros,
        connectMicros,
        firstByteMicros,
        micros(now - acceptedNanos),
        bytesIn,
        bytesOut,
        status,
        ending,
        closedBy);
  }

  /// The address connected to; as the route names it if it came to none.
  private @Nullable String backend() {
    if (backend != null) {
      return backend.toString();
    }
    return wanted == null ? null : wanted.backend().name() + ":" + wanted.port();
  }

  /// Bounded by the timeouts of lookup and connect.
  private int stepMicros(long now) {
    return (int) Math.min(micros(now - stepNanos), Integer.MAX_VALUE);
  }

  private static long micros(long nanos) {
    return nanos / 1_000;
  }
}
