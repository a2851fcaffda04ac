package dev.starship.routing;

import dev.starship.address.Host;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Several lookups in order of precedence: the first that knows the host answers. One that cannot
/// be asked ends the search, because the host could be its own: a later one, or "no such host",
/// would be a guess. Any thread.
public final class Precedence implements Lookups {
  private final List<Lookups> order;

  /// @param order the first goes before the second; at least one
  public Precedence(List<? extends Lookups> order) {
    if (order.isEmpty()) {
      throw new IllegalArgumentException("there are no lookups to put in order");
    }
    this.order = List.copyOf(order);
  }

  @Override
  public void ask(Host host, Consumer<RouteLookup> answered) {
    ask(0, host, answered);
  }

  @Override
  public @Nullable RouteLookup atOnce(Host host) {
    RouteLookup known = null;
    for (Lookups lookups : order) {
      known = lookups.atOnce(host);
      if (!(known instanceof RouteLookup.Unknown)) {
        return known;
      }
    }
    return known;
  }

  private void ask(int index, Host host, Consumer<RouteLookup> answered) {
    if (index == order.size() - 1) {
      order.get(index).ask(host, answered);
      return;
    }
    order
        .get(index)
        .ask(
            host,
            lookup -> {
              if (lookup instanceof RouteLookup.Unknown) {
                ask(index + 1, host, answered);
              } else {
                answered.accept(lookup);
              }
            });
  }
}
