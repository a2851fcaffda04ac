package dev.starship.routing;

import dev.starship.address.Host;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Answers where a host lives, from memory or from a source. Any thread.
public interface Lookups {
  /// Looks `host` up and gives `answered` exactly one answer: before this returns if memory has it,
  /// else later from another thread. Never blocks. `answered` must not block.
  void ask(Host host, Consumer<RouteLookup> answered);

  /// What is remembered of `host`, fresh or not; null if nothing is, and a source would have to be
  /// asked. Never blocks.
  default @Nullable RouteLookup atOnce(Host host) {
    return null;
  }

  /// Whether it may be that nothing can be found out about a host.
  default boolean canFail() {
    return true;
  }
}
