package dev.starship.routing;

import java.time.Duration;

/// What is remembered of a host that has a route. All times are [Time#millis()]. Immutable.
///
/// @param route what the source said
/// @param validator what the source wants to hear with the next question; empty if nothing
/// @param confirmedAt when the source last said so
/// @param freshUntil until when it is used without asking
/// @param revalidateUntil until when it is used while it is asked for again; [#NEVER] if not at all
/// @param usableUntil until when it is used if the source fails or is slow
/// @param savedAt the `confirmedAt` that the snapshot knows; [#NEVER] if the snapshot does not know
///   this route
/// @param epoch the epoch of the store it was confirmed in
/// @param fromSnapshot whether an earlier process left it and the source has not confirmed it since
record Remembered(
    Route route,
    String validator,
    long confirmedAt,
    long freshUntil,
    long revalidateUntil,
    long usableUntil,
    long savedAt,
    int epoch,
    boolean fromSnapshot) {
  /// A time before every other.
  static final long NEVER = Long.MIN_VALUE;

  boolean isFresh(long now, int currentEpoch) {
    return now < freshUntil && epoch == currentEpoch;
  }

  boolean isUsableDuringRefresh(long now) {
    return now < revalidateUntil;
  }

  boolean isUsable(long now) {
    return now < usableUntil;
  }

  /// Whether `share` of its life is used up.
  boolean isPast(double share, long now) {
    return now - confirmedAt >= share * (freshUntil - confirmedAt);
  }

  /// The same, to be asked for before it is used again.
  Remembered expired() {
    return new Remembered(
        route, validator, confirmedAt, NEVER, NEVER, usableUntil, savedAt, epoch, fromSnapshot);
  }

  /// The same, sharing an equal route.
  Remembered with(Route sameRoute) {
    return new Remembered(
        sameRoute,
        validator,
        confirmedAt,
        freshUntil,
        revalidateUntil,
        usableUntil,
        savedAt,
        epoch,
        fromSnapshot);
  }

  Remembered saved(long at) {
    return new Remembered(
        route,
        validator,
        confirmedAt,
        freshUntil,
        revalidateUntil,
        usableUntil,
        at,
        epoch,
        fromSnapshot);
  }

  RouteLookup.Found found(HitLevel level, long now) {
    return new RouteLookup.Found(route, Duration.ofMillis(Math.max(0, now - confirmedAt)), level);
  }

  /// The answer where the source gave none.
  RouteLookup.Found old(long now) {
    return found(fromSnapshot ? HitLevel.SNAPSHOT : HitLevel.STALE, now);
  }
}
