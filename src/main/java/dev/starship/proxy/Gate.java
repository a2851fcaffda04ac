package dev.starship.proxy;

import dev.starship.address.Host;
import dev.starship.admission.Limit;
import dev.starship.admission.Places;
import dev.starship.ending.Ending;
import dev.starship.proxy.Decision.Connect;
import dev.starship.proxy.Decision.LookUp;
import dev.starship.proxy.Decision.Refuse;
import dev.starship.proxyprotocol.ProxyHeader;
import dev.starship.routing.RouteLimits;
import dev.starship.routing.RouteLookup;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Where the limits on sessions stand between what is decided for one session and what becomes of
/// it.
final class Gate {
  private final Surroundings with;
  private final SessionAccount account;
  private final Places places;

  Gate(Surroundings with, SessionAccount account, Places places) {
    this.with = with;
    this.account = account;
    this.places = places;
  }

  /// Why a session with these places is to be cut at once, without an answer: the first limit that
  /// it met; null if it is not.
  static @Nullable Ending cut(Places places) {
    if (!places.isCut()) {
      return null;
    }
    Limit over = places.over();
    return over == null ? Ending.OVERLOADED : over.ending();
  }

  /// A proxy in front has told who the client is. A proxy that speaks for itself is no client.
  ///
  /// @return why the session is to be cut; null if it is not
  @Nullable Ending proxied(ProxyHeader header) {
    account.proxied(header);
    if (header.addresses() != null) {
      places.client(account.client().ip());
    }
    return cut(places);
  }

  /// How long an opening may take to come.
  Duration openingTimeout() {
    return places.over() == null
        ? with.settings().preread().timeout()
        : with.settings().refusal().openingTimeout();
  }

  /// The session holds so many bytes that it has not passed on; false if these are too many, and
  /// then it is refused.
  boolean mayHold(int bytes) {
    return places.mayHold(bytes);
  }

  /// The session holds so many bytes; false if these are too many.
  boolean holds(int bytes) {
    return places.holds(bytes);
  }

  /// Whether the session itself is too many, so that it only gets an answer.
  boolean isOver() {
    return places.over() != null;
  }

  /// What becomes of what was decided for an opening.
  Decision afterOpening(Decision decided) {
    Limit over = places.over();
    Host host = decided instanceof LookUp(Host named) ? named : null;
    if (decided instanceof Refuse || over == null && (host == null || mayAskFor(host))) {
      return decided;
    }
    if (host != null) {
      account.lookupStarted(host, with.loop().nanoTime());
    }
    return refuse(over == null ? places.brake() : over);
  }

  private boolean mayAskFor(Host host) {
    return !places.isBraked(with.loop().nanoTime()) || with.lookups().atOnce(host) != null;
  }

  /// What becomes of what was decided for the answer of a lookup.
  Decision afterLookup(RouteLookup answer, Decision decided) {
    long now = with.loop().nanoTime();
    return switch (answer) {
      case RouteLookup.Found found when decided instanceof Connect ->
          orRefuse(turnTo(found.route().limits(), now), decided);
      case RouteLookup.Unknown _ -> {
        places.askedForUnknown(now);
        yield decided;
      }
      case RouteLookup.Found _, RouteLookup.Unavailable _ -> decided;
    };
  }

  private @Nullable Limit turnTo(RouteLimits limits, long now) {
    String host = account.host();
    return host == null
        ? null
        : places.turnTo(host, limits.sessions(), limits.sessionsPerSecond(), now);
  }

  private static Decision orRefuse(@Nullable Limit limit, Decision decided) {
    return limit == null ? decided : refuse(limit);
  }

  private static Decision refuse(Limit limit) {
    return new Refuse(limit.ending(), null);
  }

  /// The session has done with the host it was on.
  void answered() {
    places.holds(0);
    places.leaveHost();
  }

  /// The session ends.
  void leave() {
    places.leave();
  }
}
