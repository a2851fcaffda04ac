package dev.starship.proxy;

import dev.starship.ending.Ending;
import dev.starship.preread.Preread;
import dev.starship.routing.RouteLookup;
import org.jspecify.annotations.Nullable;

/// Where a session is in its life. [Session] has the diagram.
sealed interface State {
  /// Reads the client's first bytes.
  record Prereading(Preread preread, Held held) implements State {}

  /// Waits for the answer of the lookup.
  record LookingUp(Held held, Awaited<RouteLookup> lookup) implements State {}

  /// Waits for the backend to take the first bytes.
  ///
  /// @param request the HTTP request; null if the session is a plain relay
  record Connecting(Reaching reaching, @Nullable OneRequest request, Ending whenCompleted)
      implements State {}

  /// Passes bytes both ways.
  record Relaying(Relay relay, Ending whenCompleted) implements State {
    /// The ending if a connection breaks after the client got something. Of a page that stands in
    /// for a backend the reason stays, however clients and page server close.
    Ending whenBroken(Ending broken) {
      return whenCompleted == Ending.COMPLETED ? broken : whenCompleted;
    }
  }

  /// Passes one HTTP request and its answer.
  record Exchanging(Exchange exchange, Ending whenCompleted) implements State {}

  /// Sends the answer that stands in for a backend's.
  enum Refusing implements State {
    REFUSING
  }

  /// Has sent everything and FIN, and reads what the client still sends, up to a count of bytes.
  record Lingering(long untilReceived) implements State {}

  /// Both connections are closed.
  enum Ended implements State {
    ENDED
  }
}
