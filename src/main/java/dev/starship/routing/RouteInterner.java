package dev.starship.routing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.starship.address.Host;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// Lets equal routes, and routes to the same backends, share memory. Holds only the ones used most:
/// what it forgets is merely not shared. Any thread.
final class RouteInterner {
  private static final int MOST = 4_096;

  /// A backend with its name, address and cluster.
  private static final int BYTES_PER_BACKEND = 160;

  private final Cache<Route, Route> routes;
  private final Cache<List<Backend>, Backends> backends;

  /// Those of one host, or of several.
  private static final class Backends {
    private final List<Backend> list;
    private final Host first;
    private volatile boolean isShared;

    Backends(List<Backend> list, Host first) {
      this.list = list;
      this.first = first;
    }
  }

  RouteInterner(Executor upkeep) {
    routes = Caffeine.newBuilder().maximumSize(MOST).executor(upkeep).build();
    backends = Caffeine.newBuilder().maximumSize(MOST).executor(upkeep).build();
  }

  /// A route equal to `route`, for `host`.
  Route shared(Host host, Route route) {
    Route known = routes.getIfPresent(route);
    if (known != null) {
      share(host, known.backends());
      return known;
    }
    List<Backend> sameList = share(host, route.backends());
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

  private List<Backend> share(Host host, List<Backend> list) {
    Backends known = backends.getIfPresent(list);
    if (known == null) {
      backends.put(list, new Backends(list, host));
      return list;
    }
    known.isShared |= !known.first.equals(host);
    return known.list;
  }

  /// About how many bytes `route` takes that its host shares with no other.
  int ownBytes(Route route) {
    Backends known = backends.policy().getIfPresentQuietly(route.backends());
    int own = known != null && known.isShared ? 0 : route.backends().size() * BYTES_PER_BACKEND;
    return own + length(route.app()) + length(route.location());
  }

  private static int length(@Nullable String text) {
    return text == null ? 0 : text.length();
  }
}
