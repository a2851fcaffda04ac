package dev.starship.proxy;

import dev.starship.address.Address;
import dev.starship.address.Host;
import dev.starship.ending.Ending;
import dev.starship.ending.Side;
import dev.starship.events.RequestEnd;
import dev.starship.events.SessionEnd;
import dev.starship.preread.Opening;
import dev.starship.preread.Protocol;
import dev.starship.proxyprotocol.ProxyHeader;
import dev.starship.routing.Backend;
import dev.starship.routing.HitLevel;
import dev.starship.routing.RouteLookup;
import org.jspecify.annotations.Nullable;

/// What will be said of a session and of each of its HTTP requests when they end, noted as it
/// happens. Times are the loop's nanoseconds. It lives as long as its session, so it holds what
/// others made and formats nothing.
final class SessionAccount {
  private static final int NOT_DONE = -1;

  private final long acceptedMillis;
  private final long acceptedNanos;
  private final long id;
  private @Nullable String session;
  private Address client;
  private final Address listener;
  private @Nullable ProxyHeader proxyHeader;
  private Protocol protocol = Protocol.NONE;
  private @Nullable String host;
  private @Nullable HitLevel hitLevel;
  private @Nullable String app;
  private @Nullable String cluster;

  /// Where it was to connect, until an address for it is known.
  private Decision.@Nullable Connect wanted;

  private @Nullable Address backend;

  /// Where the request under way began; null if there is none.
  private @Nullable RequestStart request;

  private int requests;
  private @Nullable String requestId;

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

  /// Where a request began.
  ///
  /// @param bytesIn how much had been read from the client before it
  /// @param bytesOut how much had been sent to the client before it
  private record RequestStart(long nanos, long bytesIn, long bytesOut) {}

  String session() {
    String known = session;
    if (known == null) {
      known = SessionIds.text(id);
      session = known;
    }
    return known;
  }

  Address listener() {
    return listener;
  }

  /// When the request under way began, or else the session: milliseconds since 1970 UTC.
  private long startedMillis() {
    return request == null
        ? acceptedMillis
        : acceptedMillis + (request.nanos() - acceptedNanos) / 1_000_000;
  }

  /// The id of the request under way, or of the session while there was none yet.
  String requestId() {
    String known = requestId;
    if (known == null) {
      known = requests == 0 ? session() : session() + "-" + requests;
      requestId = known;
    }
    return known;
  }

  /// The client has a name of its own for the request.
  void requestId(String ofClient) {
    requestId = ofClient;
  }

  /// Another request begins.
  ///
  /// @param bytesIn how much was read from the client before it
  /// @param bytesOut how much was sent to the client before it
  void requestBegan(long now, long bytesIn, long bytesOut) {
    request = new RequestStart(now, bytesIn, bytesOut);
    requests++;
    requestId = null;
    host = null;
    hitLevel = null;
    app = null;
    cluster = null;
    wanted = null;
    backend = null;
    lookupMicros = NOT_DONE;
    connectMicros = NOT_DONE;
    firstByteMicros = NOT_DONE;
    status = 0;
  }

  boolean hasRequest() {
    return request != null;
  }

  /// A trusted proxy told who the client is.
  void proxied(ProxyHeader header) {
    proxyHeader = header;
    ProxyHeader.Addresses told = toldAddresses();
    if (told != null) {
      client = told.client();
    }
  }

  /// What the proxy in front told; null if there is none.
  @Nullable ProxyHeader proxyHeader() {
    return proxyHeader;
  }

  /// Where the connection came from and went to, as the proxy in front told; null if it did not.
  ProxyHeader.@Nullable Addresses toldAddresses() {
    return proxyHeader == null ? null : proxyHeader.addresses();
  }

  /// Whether the proxy in front told that the client came over TLS, which ended there.
  boolean cameOverTls() {
    return proxyHeader != null && proxyHeader.tlvs().overTls();
  }

  /// The client's address.
  Address client() {
    return client;
  }

  /// Where the client connected to: what a proxy in front told, else the listener.
  Address destination() {
    ProxyHeader.Addresses told = toldAddresses();
    return told == null ? listener : told.destination();
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
    if (protocol == Protocol.HTTP && requests == 0) {
      requestBegan(acceptedNanos, 0, 0);
    } else if (protocol == Protocol.OTHER) {
      // Its first letter may have looked like a method's.
      request = null;
      requests = 0;
    }
  }

  @Nullable String host() {
    return host;
  }

  /// The host that the request under way is for.
  void host(Host named) {
    host = named.name();
  }

  void lookupStarted(Host asked, long now) {
    host(asked);
    stepNanos = now;
  }

  void lookupEnded(RouteLookup lookup, long now) {
    lookupMicros = stepMicros(now);
    hitLevel =
        switch (lookup) {
          case RouteLookup.Found found -> found.level();
          case RouteLookup.Unknown unknown -> unknown.level();
          case RouteLookup.Unavailable _ -> null;
        };
  }

  void connectStarted(Decision.Connect decision, long now) {
    app = decision.app();
    cluster = decision.backends().getFirst().cluster();
    wanted = decision;
    stepNanos = now;
  }

  void connecting(Candidate candidate) {
    backend = candidate.address();
    cluster = candidate.cluster();
    wanted = null;
  }

  void connected(long now) {
    connectMicros = stepMicros(now);
  }

  /// Takes note of how much was sent to the client in all.
  void sent(long bytesOut, long now) {
    long before = request == null ? 0 : request.bytesOut();
    if (firstByteMicros == NOT_DONE && bytesOut > before) {
      firstByteMicros = micros(now - (request == null ? acceptedNanos : request.nanos()));
    }
  }

  void status(int status) {
    this.status = status;
  }

  /// What is said of the request under way, which ends.
  ///
  /// @param whose doing its end was
  /// @param bytesIn how much was read from the client so far, up to the end of the request
  /// @param bytesOut how much was sent to the client so far
  RequestEnd requestEnd(Ending ending, Side whose, long bytesIn, long bytesOut, long now) {
    RequestStart begun = request;
    if (begun == null) {
      throw new IllegalStateException("no request is under way");
    }
    long in = bytesIn - begun.bytesIn();
    long out = bytesOut - begun.bytesOut();
    SessionEnd part = end(startedMillis(), ending, whose, in, out, micros(now - begun.nanos()));
    RequestEnd end = new RequestEnd(requestId(), part);
    request = null;
    return end;
  }

  /// What is said of the session, which ends.
  ///
  /// @param whose doing its end was
  SessionEnd end(Ending ending, Side whose, long bytesIn, long bytesOut, long now) {
    return end(acceptedMillis, ending, whose, bytesIn, bytesOut, micros(now - acceptedNanos));
  }

  private SessionEnd end(
      long timeMillis,
      Ending ending,
      Side whose,
      long bytesIn,
      long bytesOut,
      long durationMicros) {
    return new SessionEnd(
        timeMillis,
        session(),
        client,
        listener,
        protocol,
        host,
        app,
        cluster,
        backend,
        backendName(),
        hitLevel,
        lookupMicros,
        connectMicros,
        firstByteMicros,
        durationMicros,
        bytesIn,
        bytesOut,
        status,
        ending,
        firstToClose(ending, whose));
  }

  /// Who closed first. The peer whose doing the end was, where its close or reset is what it ends
  /// for; for all else, such as limits and timeouts, Starship closes, whoever is to blame. An
  /// unknown host may end either way, for its page over TLS comes through a relay.
  private static Side firstToClose(Ending ending, Side whose) {
    boolean byPeer =
        switch (ending) {
          case COMPLETED,
              UNKNOWN_HOST,
              SILENT,
              CLIENT_CLOSED_EARLY,
              CLIENT_CLOSED,
              CLIENT_RESET,
              BACKEND_RESET,
              BACKEND_CLOSED_EARLY ->
              whose != Side.SOURCE;
          default -> false;
        };
    return byPeer ? whose : Side.STARSHIP;
  }

  /// The backend that it came to no address of, as the route names it.
  private @Nullable String backendName() {
    if (wanted == null) {
      return null;
    }
    Backend first = wanted.backends().getFirst();
    return first.name() + ":" + wanted.port(first);
  }

  /// Bounded by the timeouts of lookup and connect.
  private int stepMicros(long now) {
    return (int) Math.min(micros(now - stepNanos), Integer.MAX_VALUE);
  }

  private static long micros(long nanos) {
    return nanos / 1_000;
  }
}
