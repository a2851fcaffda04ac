package dev.starship.resolving;

import java.util.function.Consumer;

/// Finds the addresses of a name. Any thread.
@FunctionalInterface
public interface Resolver {
  /// Resolves `name` and gives `answered` exactly one answer: before this returns if memory has it,
  /// else later from another thread. Never blocks. `answered` must not block.
  void resolve(DnsName name, Consumer<Resolution> answered);
}
