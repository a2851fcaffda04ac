package dev.starship.routing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.starship.address.Host;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Several lookups in order of precedence: the first that knows the host answers. One that cannot
/// be asked ends the search, because the host could be its own: a later one, or "no such host",
/// would be a guess. But a host that a later one had is its own still, for as long as old answers
/// are used. Any thread.
public final class Precedence implements Lookups {
  /// What a host takes that a later one has.
  public static final int BYTES_PER_HOST = 150;

  private final List<Lookups> order;

  /// The place of the first that can fail.
  private final int firstToFail;

  /// Hosts that one behind the first had while all before it could be asked, and its place.
  private final Cache<Host, Integer> owners;

  /// @param order the first goes before the second; at least one
  /// @param settings how many hosts are remembered, and how long a source that fails is done
  ///   without
  public Precedence(List<? extends Lookups> order, CacheSettings settings) {
    this(order, settings, System::nanoTime);
  }

  Precedence(List<? extends Lookups> order, CacheSettings settings, LongSupplier nanoTime) {
    if (order.isEmpty()) {
      throw new IllegalArgumentException("there are no lookups to put in order");
    }
    this.order = List.copyOf(order);
    firstToFail = (int) this.order.stream().takeWhile(lookups -> !lookups.canFail()).count();
    owners =
        Caffeine.newBuilder()
            .maximumSize(settings.maxHosts())
            .expireAfterAccess(settings.staleFor())
            .ticker(nanoTime::getAsLong)
            .executor(Runnable::run)
            .build();
  }

  @Override
  public void ask(Host host, Consumer<RouteLookup> answered) {
    ask(0, host, null, answered);
  }

  /// @param failed what one before has said that could not be asked; null if none
  private void ask(
      int index, Host host, @Nullable RouteLookup failed, Consumer<RouteLookup> answered) {
    order
        .get(index)
        .ask(
            host,
            lookup -> {
              switch (lookup) {
                case RouteLookup.Found _ -> {
                  if (failed == null) {
                    own(host, index);
                  }
                  answered.accept(lookup);
                }
                case RouteLookup.Unknown _ when index < order.size() - 1 ->
                    ask(index + 1, host, failed, answered);
                case RouteLookup.Unavailable _ when isOfLater(host, index) ->
                    ask(index + 1, host, failed == null ? lookup : failed, answered);
                default -> answered.accept(failed == null ? lookup : failed);
              }
            });
  }

  /// It is the host of the one at `index`: nobody else's from now on.
  private void own(Host host, int index) {
    Integer known = owners.policy().getIfPresentQuietly(host);
    if (index <= firstToFail) {
      if (known != null) {
        owners.invalidate(host);
      }
    } else if (known == null || known != index) {
      owners.put(host, index);
    } else {
      // Reading counts as use.
      var _ = owners.getIfPresent(host);
    }
  }

  private boolean isOfLater(Host host, int index) {
    // Quietly: while one before cannot be asked, nobody knows anew whose it is.
    Integer owner = owners.policy().getIfPresentQuietly(host);
    return owner != null && owner > index;
  }

  /// A route is known wherever it is remembered, also behind one that would have to be asked.
  @Override
  public @Nullable RouteLookup atOnce(Host host) {
    RouteLookup last = null;
    boolean asks = false;
    for (Lookups lookups : order) {
      last = lookups.atOnce(host);
      if (last instanceof RouteLookup.Found || last instanceof RouteLookup.Unavailable && !asks) {
        return last;
      }
      asks |= last == null;
    }
    return asks ? null : last;
  }
}
