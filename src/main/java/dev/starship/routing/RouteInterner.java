package dev.starship.routing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.List;
import java.util.concurrent.Executor;

/// Lets equal routes, and routes to the same backends, share memory. Holds only the ones used most:
/// what it forgets is merely not shared. Any thread.
final class RouteInterner {
  private static final int MOST = 4_096;

  private final Cache<Route, Route> routes;
  private final Cache<List<Backend>, List<Backend>> backends;

  RouteInterner(Executor upkeep) {
    routes = Caffeine.newBuilder().maximumSize(MOST).executor(upkeep).build();
    backends = Caffeine.newBuilder().maximumSize(MOST).executor(upkeep).build();
  }

  /// A route equal to `route`.
  Route shared(Route route) {
    Route known = routes.getIfPresent(route);
    if (known != null) {
      return known;
    }
    List<Backend> list = route.backends();
    List<Backend> sameList = backends.get(list, same -> same);
    Route slim =
        new Route(
            route.app(),
            route.action(),
            sameList,
            route.location(),
            route.httpsRedirect(),
            route.proxyProtocol(),
            route.balance(),
            route.limits(),
            route.ttl());
    routes.put(slim, slim);
    return slim;
  }
}
