package dev.starship.routing;

import dev.starship.address.Host;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Answers where a host lives, from memory or from a source. Any thread.
public interface Lookups {
  /// Looks `host` up and gives `answered` exactly one answer: before this returns if memory has it,
  /// else later from another thread. Never blocks. `answered` must not block.
  void ask(Host host, Consumer<RouteLookup> answered);

  /// The answer for `host` that is there already, fresh or not, so that no question is put to a
  /// source; null if there is none. Never blocks.
  default @Nullable RouteLookup atOnce(Host host) {
    return null;
  }
}
