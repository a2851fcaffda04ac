package dev.starship.routing;

import dev.starship.address.Host;
import java.util.function.Consumer;

/// A source of routes that is asked for one host at a time, as an HTTP API is. [CachedLookups]
/// stands before it and remembers its answers. A routes file is none: all of it is in memory, and
/// it answers sessions itself ([Lookups]).
public interface RouteSource extends AutoCloseable {
  /// Asks for `host` and blocks until there is an answer or the source's own timeout is over.
  /// Called on virtual threads, by many at once. Never throws for anything the source or the
  /// network does.
  ///
  /// @param validator what an earlier answer for this host carried as
  ///   [SourceAnswer.Found#validator()], or empty
  SourceAnswer ask(Host host, String validator);

  /// Tells `listener` of every change the source hears of, from now on. Called once, before the
  /// first question.
  void onChange(Consumer<Change> listener);

  @Override
  void close();
}
