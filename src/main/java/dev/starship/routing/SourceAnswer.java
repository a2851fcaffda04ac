package dev.starship.routing;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What a source answered to one question.
public sealed interface SourceAnswer {
  /// The host has this route.
  ///
  /// @param route the route
  /// @param validator given back with the next question so that the source can say [Unchanged];
  ///   empty if it has none
  /// @param freshness how long the answer says it may be used
  record Found(Route route, String validator, Freshness freshness) implements SourceAnswer {}

  /// The route that came with the validator still holds.
  ///
  /// @param freshness how long from now
  record Unchanged(Freshness freshness) implements SourceAnswer {}

  /// There is no such host.
  ///
  /// @param certain false if the answer could also come from something that is not the source, such
  ///   as an ingress's own 404 page: then it counts only for a host never known
  /// @param freshness how long the answer says it may be used
  record Unknown(boolean certain, Freshness freshness) implements SourceAnswer {}

  /// The source failed.
  ///
  /// @param why one phrase for the log
  record Failed(String why) implements SourceAnswer {}

  /// What an answer says of its own life; null where it says nothing.
  ///
  /// @param life how long it is fresh
  /// @param staleWhileRevalidate how long after that it may be used while it is being asked for
  ///   again
  /// @param staleIfError how long after that it may be used while the source fails
  record Freshness(
      @Nullable Duration life,
      @Nullable Duration staleWhileRevalidate,
      @Nullable Duration staleIfError) {
    /// Says nothing.
    public static final Freshness UNSAID = new Freshness(null, null, null);
  }
}
