package dev.starship.resolving;

import dev.starship.address.Ip;
import dev.starship.resolving.Names.Answer;
import java.util.List;

/// What is known of one name: its last good addresses and what the last question brought. Times are
/// those of [System#nanoTime()]. Immutable.
///
/// @param ips the last good addresses; empty if there never were any
/// @param goodUntil when their life is over
/// @param usableUntil when they may not be used any more
/// @param failure why the last question brought no addresses; empty if it did
/// @param failures how many questions in a row the name servers failed to answer
/// @param askAgain when the name is to be asked for again
record Known(
    List<Ip> ips, long goodUntil, long usableUntil, String failure, int failures, long askAgain) {
  /// What is known of a name before the first question, at `now`.
  static Known nothing(long now) {
    return new Known(List.of(), now, now, "", 0, now);
  }

  /// What is known after `answer` came at `now`.
  Known after(Answer answer, long now, ResolverLimits limits) {
    return switch (answer) {
      case Answer.Addresses(List<Ip> all, var ttl) -> {
        List<Ip> used = List.copyOf(all.subList(0, Math.min(all.size(), limits.addresses())));
        long life =
            Math.clamp(ttl.toNanos(), limits.leastLife().toNanos(), limits.longestLife().toNanos());
        long until = now + life;
        yield new Known(used, until, until + limits.lastGood().toNanos(), "", 0, until);
      }
      case Answer.None _ -> {
        long usable = goodUntil + limits.lastGoodAfterNo().toNanos();
        yield new Known(
            ips,
            goodUntil,
            usable - usableUntil < 0 ? usable : usableUntil,
            "there is no such name, or it has no address",
            0,
            now + limits.noLife().toNanos());
      }
      case Answer.Failed(String why) ->
          new Known(ips, goodUntil, usableUntil, why, failures + 1, now + pause(limits));
    };
  }

  /// How long the name is left alone if it failed once more.
  private long pause(ResolverLimits limits) {
    long longest = limits.longestFailureLife().toNanos();
    long time = limits.failureLife().toNanos();
    for (int i = 0; i < failures && time < longest; i++) {
      time *= 2;
    }
    return Math.min(time, longest);
  }

  /// Whether the addresses' life is not over.
  boolean isFresh(long now) {
    return !ips.isEmpty() && now - goodUntil < 0;
  }

  /// Whether the addresses may be used if there are no better ones.
  boolean isUsable(long now) {
    return !ips.isEmpty() && now - usableUntil < 0;
  }

  /// Whether a session need not wait for the next answer: it can have the addresses now, or it is
  /// known that there are none.
  boolean isEnough(long now, ResolverLimits limits) {
    if (now - askAgain < 0) {
      return true;
    }
    boolean soonAfter = now - goodUntil - limits.grace().toNanos() < 0;
    return isUsable(now) && (soonAfter || !failure.isEmpty());
  }
}
