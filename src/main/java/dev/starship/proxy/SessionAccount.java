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
/// nanoseconds.
final class SessionAccount {
  private static final long NOT_YET = -1;

  private final long acceptedMillis;
  private final long acceptedNanos;
  private final String session;
  private final Address client;
  private final Address listener;
  private Protocol protocol = Protocol.NONE;
  private @Nullable String host;
  private @Nullable String app;
  private @Nullable String cluster;
  private @Nullable String backend;
  private @Nullable String hitLevel;
  private long lookupStart = NOT_YET;
  private long lookupNanos = NOT_YET;
  private long connectStart = NOT_YET;
  private long connectNanos = NOT_YET;
  private long firstByteNanos = NOT_YET;
  private int status;

  SessionAccount(
      long acceptedMillis, long acceptedNanos, String session, Address client, Address listener) {
    this.acceptedMillis = acceptedMillis;
    this.acceptedNanos = acceptedNanos;
    this.session = session;
    this.client = client;
    this.listener = listener;
  }

  String session() {
    return session;
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
    lookupStart = now;
  }

  void lookupEnded(RouteLookup lookup, long now) {
    lookupNanos = now - lookupStart;
    hitLevel =
        switch (lookup) {
          case RouteLookup.Found found -> found.level().code();
          case RouteLookup.Unknown unknown -> unknown.level().code();
          case RouteLookup.Unavailable _ -> null;
        };
  }

  void connectStarted(Decision.Connect decision, long now) {
    app = decision.app();
    cluster = decision.backend().cluster();
    backend = decision.backend().name() + ":" + decision.port();
    connectStart = now;
  }

  void connecting(Address address) {
    backend = address.toString();
  }

  void connected(long now) {
    connectNanos = now - connectStart;
  }

  void firstByte(long now) {
    if (firstByteNanos == NOT_YET) {
      firstByteNanos = now - acceptedNanos;
    }
  }

  void status(int status) {
    this.status = status;
  }

  SessionEnd end(Ending ending, Side closedBy, long bytesIn, long bytesOut, long now) {
    return new SessionEnd(
        acceptedMillis,
        session,
        client,
        listener,
        protocol,
        host,
        app,
        cluster,
        backend,
        hitLevel,
        micros(lookupNanos),
        micros(connectNanos),
        micros(firstByteNanos),
        micros(now - acceptedNanos),
        bytesIn,
        bytesOut,
        status,
        ending,
        closedBy);
  }

  private static long micros(long nanos) {
    return nanos == NOT_YET ? NOT_YET : nanos / 1_000;
  }
}
