package dev.starship.source.file;

import dev.starship.address.Host;
import dev.starship.routing.Route;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// All routes of a file, in few large arrays: a million take 60-80 MB and cost the garbage
/// collector nothing. A route is made an object only when it is asked for. What it says never
/// changes; any thread.
public final class RouteTable {
  /// How many routes are kept as objects at most; a power of two.
  private static final int KEPT = 1_024;

  private final HostPlaces hosts;
  private final Slab routes;

  /// Those that were asked for twice in a row, as far as the places of their hosts differ in the
  /// last bits. Several threads write; each finds whole routes, its own or those of others.
  private final @Nullable Kept[] kept = new @Nullable Kept[KEPT];

  /// @param route null when it was asked for once
  private record Kept(int place, @Nullable Route route) {}

  RouteTable(HostPlaces hosts, Slab routes) {
    this.hosts = hosts;
    this.routes = routes;
  }

  /// What became of a file.
  public sealed interface Load {
    /// The file was read whole.
    ///
    /// @param table its routes
    record Loaded(RouteTable table) implements Load {}

    /// The file cannot be used.
    ///
    /// @param problems what is wrong, each as one line `FILE:LINE: what`, in the order of the file;
    ///   at least one
    record Refused(List<String> problems) implements Load {
      /// Checks and copies the problems.
      public Refused {
        problems = List.copyOf(problems);
        if (problems.isEmpty()) {
          throw new IllegalArgumentException("a refusal has a reason");
        }
      }
    }
  }

  /// Reads the routes file `file`: `.ndjson`, or `.yaml` and `.yml`. Blocks until it is read.
  public static Load load(Path file) {
    RoutesFileLimits limits = RoutesFileLimits.DEFAULT;
    return RoutesFile.load(file, limits, limits.readers());
  }

  /// The route of `host`: its own, else that of the longest wildcard that covers it.
  public Optional<Route> find(Host host) {
    int place = hosts.find(host.name());
    return place == PlaceIndex.NONE ? Optional.empty() : Optional.of(routeKept(place));
  }

  /// A flood of many hosts makes no more than a note of each, which the next one replaces.
  private Route routeKept(int place) {
    int slot = (place ^ place >>> 10) & KEPT - 1;
    Kept known = kept[slot];
    if (known == null || known.place() != place) {
      kept[slot] = new Kept(place, null);
      return route(place);
    }
    Route before = known.route();
    if (before != null) {
      return before;
    }
    Route route = route(place);
    kept[slot] = new Kept(place, route);
    return route;
  }

  /// How many hosts and wildcards there are.
  public int size() {
    return hosts.size();
  }

  /// How much memory the table takes, in bytes.
  long bytes() {
    return hosts.bytes() + routes.bytes();
  }

  /// Gives `each` every host (or wildcard `*.shop.com`) with its route, in the order of the file.
  public void forEach(BiConsumer<String, Route> each) {
    hosts.places().forEach(place -> each.accept(hosts.pattern(place), route(place)));
  }

  private Route route(int place) {
    RecordReader reader = hosts.fromApp(place);
    String app = reader.text();
    reader.number();
    return RouteRecord.read(app, new RecordReader(routes, (int) reader.number()));
  }
}
