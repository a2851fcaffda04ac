package dev.starship.routing;

/// What is remembered of a host that has a route. All times are [Time#millis()]. Immutable, but
/// that a change can [expire][#expire()] it where it stands: there may be thousands of changes a
/// second, and each object that an old one is made to refer to is one more for the collector to
/// visit. Any thread.
final class Remembered {
  /// A time before every other.
  static final long NEVER = Long.MIN_VALUE;

  private final RouteLookup.Found answer;
  private final String validator;
  private final long freshUntil;
  private final long revalidateUntil;
  private final long usableUntil;
  private final long savedUntil;
  private final int epoch;
  private final boolean fromSnapshot;
  private volatile boolean expired;

  /// @param answer what a session gets while it is fresh: what the source said, and when it last
  ///   did
  /// @param validator what the source wants to hear with the next question; empty if nothing
  /// @param freshUntil until when it is used without asking
  /// @param revalidateUntil until when it is used while it is asked for again; [#NEVER] if not at
  ///   all
  /// @param usableUntil until when it is used if the source fails or is slow
  /// @param savedUntil the `usableUntil` that the snapshot knows; [#NEVER] if the snapshot does not
  ///   know this route
  /// @param epoch the epoch of the store it was confirmed in
  /// @param fromSnapshot whether an earlier process left it and the source has not confirmed it
  ///   since
  Remembered(
      RouteLookup.Found answer,
      String validator,
      long freshUntil,
      long revalidateUntil,
      long usableUntil,
      long savedUntil,
      int epoch,
      boolean fromSnapshot) {
    this.answer = answer;
    this.validator = validator;
    this.freshUntil = freshUntil;
    this.revalidateUntil = revalidateUntil;
    this.usableUntil = usableUntil;
    this.savedUntil = savedUntil;
    this.epoch = epoch;
    this.fromSnapshot = fromSnapshot;
  }

  RouteLookup.Found answer() {
    return answer;
  }

  String validator() {
    return validator;
  }

  long usableUntil() {
    return usableUntil;
  }

  long savedUntil() {
    return savedUntil;
  }

  /// What the source said.
  Route route() {
    return answer.route();
  }

  /// When the source last said so.
  long confirmedAt() {
    return answer.confirmedAt();
  }

  boolean isFresh(long now, int currentEpoch) {
    return now < freshUntil && isUnchanged(currentEpoch);
  }

  boolean isUsableDuringRefresh(long now, int currentEpoch) {
    return now < revalidateUntil && isUnchanged(currentEpoch);
  }

  /// Whether no change has come since that wants it to be asked for again first.
  private boolean isUnchanged(int currentEpoch) {
    return epoch == currentEpoch && !expired;
  }

  boolean isUsable(long now) {
    return now < usableUntil;
  }

  /// Whether `share` of its life is used up.
  boolean isPast(double share, long now) {
    return now - confirmedAt() >= share * (freshUntil - confirmedAt());
  }

  /// Whether it is known how long it was to live: an earlier process does not leave that.
  boolean hasLived() {
    return !fromSnapshot;
  }

  /// The same, confirmed at `now`, with as long a life.
  Remembered again(long now, int currentEpoch) {
    long later = now - confirmedAt();
    return new Remembered(
        fresh(route(), now),
        validator,
        freshUntil + later,
        revalidateUntil == NEVER ? NEVER : revalidateUntil + later,
        usableUntil + later,
        NEVER,
        currentEpoch,
        false);
  }

  /// From now on the source is asked before it is used again.
  void expire() {
    expired = true;
  }

  /// The same, sharing an equal route.
  Remembered with(Route sameRoute) {
    return new Remembered(
        fresh(sameRoute, confirmedAt()),
        validator,
        freshUntil,
        revalidateUntil,
        usableUntil,
        savedUntil,
        epoch,
        fromSnapshot);
  }

  Remembered saved(long until) {
    return new Remembered(
        answer, validator, freshUntil, revalidateUntil, usableUntil, until, epoch, fromSnapshot);
  }

  /// The answer for a session.
  ///
  /// @param level where it comes from
  RouteLookup.Found found(HitLevel level) {
    return new RouteLookup.Found(route(), confirmedAt(), level);
  }

  /// The answer where the source gave none.
  RouteLookup.Found old() {
    return found(fromSnapshot ? HitLevel.SNAPSHOT : HitLevel.STALE);
  }

  /// The answer while it is fresh, of which there is one for all sessions.
  static RouteLookup.Found fresh(Route route, long confirmedAt) {
    return new RouteLookup.Found(route, confirmedAt, HitLevel.L1);
  }
}
