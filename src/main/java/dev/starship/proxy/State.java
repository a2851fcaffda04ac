package dev.starship.proxy;

import dev.starship.ending.Ending;
import dev.starship.preread.Preread;
import dev.starship.routing.RouteLookup;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Where a session is in its life. [Session] has the diagram.
sealed interface State {
  /// Whether nobody waits for anything: no byte came yet, or all that came is answered.
  default boolean isIdle() {
    return switch (this) {
      case ReadingProxyHeader(Preface preface) -> preface.held().isEmpty();
      case Prereading(Preread _, Held held) -> held.isEmpty();
      case KeptAlive _ -> true;
      case Relaying(Relay relay, Ending _) -> relay.atRest();
      default -> false;
    };
  }

  /// Reads the PROXY header that must come before the client's first byte.
  record ReadingProxyHeader(Preface preface) implements State {}

  /// Reads the client's first bytes.
  record Prereading(Preread preread, Held held) implements State {
    /// Reads the first opening of a connection.
    static Prereading ofOpening(ProxySettings settings, Held held) {
      return new Prereading(new Preread(settings.preread(), settings.http()), held);
    }
  }

  /// Waits for the answer of the lookup.
  record LookingUp(Held held, Awaited<RouteLookup> lookup) implements State {}

  /// Waits for the backend to take the first bytes.
  ///
  /// @param request the HTTP request; null if the session is a plain relay
  record Connecting(@Nullable Request request, Ending whenCompleted) implements State {}

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
  ///
  /// @param next where the client's next request is held; null if its connection is closed
  record Refusing(@Nullable Held next) implements State {}

  /// Waits for the first byte of another request; all before are answered.
  record KeptAlive(Held held) implements State {}

  /// Has sent everything and FIN, and reads what the client still sends.
  ///
  /// @param quiet for how long it may send nothing
  /// @param untilNanos until when at the most, by the loop's clock
  /// @param untilReceived up to how many bytes received in all
  record Lingering(Duration quiet, long untilNanos, long untilReceived) implements State {
    /// A refusal is soon read, and a client whose request is whole has nothing to send. Where more
    /// of it is to come, its client may send much before it reads an answer of any length: a reset
    /// would take away what it has not read yet.
    ///
    /// @param received how many bytes were received so far
    static Lingering after(State sent, Surroundings with, long received) {
      RefusalLimits limits = with.settings().refusal();
      long now = with.loop().nanoTime();
      boolean isWhole =
          sent instanceof Exchanging(Exchange exchange, Ending _) && exchange.request().isDone();
      if (sent instanceof Refusing || isWhole) {
        Duration all = limits.lingerTimeout();
        return new Lingering(all, now + all.toNanos(), received + limits.lingerBytes());
      }
      Duration most = with.settings().backends().halfClosedTimeout();
      Duration quiet = most.compareTo(limits.answerQuiet()) < 0 ? most : limits.answerQuiet();
      return new Lingering(quiet, now + most.toNanos(), Long.MAX_VALUE);
    }

    /// How long it may send nothing from now on, so that all ends in time.
    Duration left(long now) {
      return Duration.ofNanos(Math.min(quiet.toNanos(), untilNanos - now));
    }

    /// Whether `client` has sent all that it may, or as long as it may.
    boolean isOver(Connection client, long now) {
      return client.received() >= untilReceived || now - untilNanos >= 0;
    }
  }

  /// Both connections are closed.
  enum Ended implements State {
    ENDED
  }
}
