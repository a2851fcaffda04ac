package dev.starship.proxy;

import dev.starship.address.Address;
import dev.starship.ending.Ending;
import dev.starship.http.RequestHead;
import dev.starship.preread.Opening;
import dev.starship.proxy.Decision.Connect;
import dev.starship.proxy.Decision.LookUp;
import dev.starship.proxy.Decision.Refuse;
import dev.starship.routing.Backend;
import dev.starship.routing.Balance;
import dev.starship.routing.ProxyVersion;
import dev.starship.routing.Route;
import dev.starship.routing.RouteLookup;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Where an opening and the answer of its lookup lead. No state but settings; any thread.
final class Decisions {
  private static final Pattern ACME_CHALLENGE =
      Pattern.compile("/\\.well-known/acme-challenge/[A-Za-z0-9_-]+");

  private final BackendSettings settings;
  private final UnknownSettings unknown;
  private final ForwardedSettings forwarded;
  private final Node node;

  Decisions(
      BackendSettings settings, UnknownSettings unknown, ForwardedSettings forwarded, Node node) {
    this.settings = settings;
    this.unknown = unknown;
    this.forwarded = forwarded;
    this.node = node;
  }

  /// Where a whole opening leads. [Opening.NeedMore] is none.
  Decision onOpening(Opening opening) {
    return switch (opening) {
      case Opening.Tls tls -> tls.host() != null ? new LookUp(tls.host()) : withoutHost(opening);
      case Opening.Http http -> onRequest(http);
      case Opening.Other _ -> catchAll(opening, Ending.UNKNOWN_PROTOCOL);
      case Opening.Malformed malformed -> new Refuse(malformed.ending(), null);
      case Opening.NeedMore _ -> throw new IllegalArgumentException("an opening that is not whole");
    };
  }

  private Decision onRequest(Opening.Http http) {
    RequestHead head = http.head();
    if (head.isConnect() || head.endsHere()) {
      return new Refuse(Ending.UNSUPPORTED_REQUEST, null);
    }
    if (head.isForHttps()) {
      return new Refuse(Ending.MISDIRECTED_REQUEST, null);
    }
    if (head.cameThrough(node.pseudonym())) {
      return new Refuse(Ending.LOOP_DETECTED, null);
    }
    return head.host().<Decision>map(LookUp::new).orElseGet(() -> withoutHost(http));
  }

  private Decision withoutHost(Opening opening) {
    return catchAll(opening, Ending.NO_HOST);
  }

  private Decision catchAll(Opening opening, Ending otherwise) {
    Backend backend = unknown.catchAll();
    return backend == null
        ? new Refuse(otherwise, null)
        : connect(
            opening, List.of(backend), null, Ending.COMPLETED, settings.proxyProtocol(), true);
  }

  private Connect connect(
      Opening opening,
      List<Backend> backends,
      @Nullable Route route,
      Ending whenCompleted,
      ProxyVersion proxyProtocol,
      boolean trusted) {
    boolean http = opening instanceof Opening.Http;
    Balance balance = route == null ? null : route.balance();
    return new Connect(
        backends,
        http,
        http ? settings.httpPort() : settings.tlsPort(),
        balance == null ? settings.balance() : balance,
        route == null ? null : route.app(),
        whenCompleted,
        proxyProtocol,
        trusted);
  }

  /// Where the answer of a lookup leads.
  ///
  /// @param sender who sent the opening
  Decision onLookup(Opening opening, RouteLookup lookup, SessionAccount sender) {
    return switch (lookup) {
      case RouteLookup.Found found -> onRoute(opening, found.route(), sender);
      case RouteLookup.Unknown _ -> onUnknownHost(opening);
      case RouteLookup.Unavailable _ -> new Refuse(Ending.LOOKUP_UNAVAILABLE, null);
    };
  }

  private Decision onUnknownHost(Opening opening) {
    Address pages = unknown.tlsPages();
    if (unknown.catchAll() == null && pages != null && opening instanceof Opening.Tls) {
      Backend server =
          new Backend(pages.ip().toString(), pages.ip(), pages.port(), 0, 0, 1, 0, null);
      return connect(opening, List.of(server), null, Ending.UNKNOWN_HOST, ProxyVersion.NONE, true);
    }
    return catchAll(opening, Ending.UNKNOWN_HOST);
  }

  private Decision onRoute(Opening opening, Route route, SessionAccount sender) {
    return switch (route.action()) {
      case REDIRECT ->
          isAcmeChallenge(opening) && !route.backends().isEmpty()
              ? forward(opening, route)
              : new Refuse(Ending.REDIRECTED, route.location());
      case MAINTENANCE -> new Refuse(Ending.MAINTENANCE, null);
      case SUSPENDED -> new Refuse(Ending.SUSPENDED, null);
      case GONE -> new Refuse(Ending.GONE, null);
      case FORWARD -> forwardOrRedirect(opening, route, sender);
    };
  }

  /// What came by HTTPS to a proxy in front would come back from a redirect for ever.
  private Decision forwardOrRedirect(Opening opening, Route route, SessionAccount sender) {
    if (route.httpsRedirect()
        && opening instanceof Opening.Http(RequestHead head)
        && !isAcmeChallenge(opening)
        && !sender.cameOverTls()
        && !(head.saysHttps() && forwarded.trusts(sender.client().ip()))) {
      return new Refuse(Ending.HTTPS_REDIRECTED, httpsLocation(head));
    }
    return forward(opening, route);
  }

  private Decision forward(Opening opening, Route route) {
    ProxyVersion wanted = route.proxyProtocol();
    return connect(
        opening,
        route.backends(),
        route,
        Ending.COMPLETED,
        wanted == null ? settings.proxyProtocol() : wanted,
        false);
  }

  /// A certificate authority asks for its challenge over HTTP, also for a host that redirects
  /// everything else (RFC 8555 section 8.3). Behind the path is a token and nothing else, no `..`
  /// that leads out of it.
  private static boolean isAcmeChallenge(Opening opening) {
    return opening instanceof Opening.Http(RequestHead head)
        && ACME_CHALLENGE.matcher(head.originTarget()).matches();
  }

  private static @Nullable String httpsLocation(RequestHead head) {
    // `OPTIONS *` asks about the server as a whole.
    String path = head.originTarget().equals("*") ? "/" : head.originTarget();
    return head.host().map(host -> "https://" + host + path).orElse(null);
  }
}
