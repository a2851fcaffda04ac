package dev.starship.events;

import dev.starship.address.Address;
import dev.starship.ending.Ending;
import dev.starship.ending.Side;
import dev.starship.preread.Protocol;
import dev.starship.routing.HitLevel;
import org.jspecify.annotations.Nullable;

/// Everything the access log says about one session, made once when it ended. Durations are
/// microseconds, or -1 where the step was never done. What it says of host, route, backend and
/// answer of an HTTP session is that of its last request; each request has a [RequestEnd].
///
/// @param timeMillis when the session was accepted, milliseconds since 1970 UTC
/// @param session the session's id, as on pages: unique within this process and unlikely to repeat
///   across processes
/// @param client the client's address
/// @param listener the listener's address
/// @param protocol what the opening spoke
/// @param host the host asked for, normalised; null if none was named
/// @param app the route's `app`; null if it has none
/// @param cluster the backend's cluster; null if it has none
/// @param backend the address connected to or tried last; null if none
/// @param backendName the backend as its route names it, where no address of it was tried; else
///   null
/// @param lookup where the lookup found its answer; null if none was made, or nothing came of it
/// @param lookupMicros from the lookup's start to its answer, or until nothing came of it
/// @param connectMicros from the start of the connect to the first bytes taken by the backend
/// @param firstByteMicros from accept to the first byte to the client
/// @param durationMicros from accept to end
/// @param bytesIn bytes read from the client
/// @param bytesOut bytes written to the client
/// @param status the HTTP status the client got; 0 where there is none
/// @param ending why it ended
/// @param closedBy who closed first; never the source, which has no connection to close
public record SessionEnd(
    long timeMillis,
    String session,
    Address client,
    Address listener,
    Protocol protocol,
    @Nullable String host,
    @Nullable String app,
    @Nullable String cluster,
    @Nullable Address backend,
    @Nullable String backendName,
    @Nullable HitLevel lookup,
    long lookupMicros,
    long connectMicros,
    long firstByteMicros,
    long durationMicros,
    long bytesIn,
    long bytesOut,
    int status,
    Ending ending,
    Side closedBy)
    implements End {
  /// The backend as the log names it; null if there was none. The text is made here, so that nobody
  /// pays for it who does not read it.
  public @Nullable String backendText() {
    return backend == null ? backendName : backend.toString();
  }
}
