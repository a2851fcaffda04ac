package dev.starship.resolving;

import dev.starship.address.Ip;
import dev.starship.resolving.Names.Answer;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// What is known of one name: its last good addresses and what the last question brought. Times are
/// those of [System#nanoTime()]. Immutable.
///
/// @param last the last good addresses
/// @param kept those of the other family, where it failed when the last ones came
/// @param goodUntil when the life of the last ones is over
/// @param failure why the last question brought no addresses; empty if it did
/// @param failures how many questions in a row failed, for both families or for one
/// @param askAgain when the name is to be asked for again
record Known(Good last, Good kept, long goodUntil, String failure, int failures, long askAgain) {

  /// Addresses that were answered.
  ///
  /// @param ips empty if there never were any
  /// @param usableUntil when they may not be used any more
  record Good(List<Ip> ips, long usableUntil) {
    boolean isUsable(long now) {
      return !ips.isEmpty() && now - usableUntil < 0;
    }

    boolean has(boolean v4) {
      return ips.stream().anyMatch(ip -> ip.isV4() == v4);
    }

    Good only(boolean v4, int most) {
      return new Good(ips.stream().filter(ip -> ip.isV4() == v4).limit(most).toList(), usableUntil);
    }

    Good untilAtMost(long end) {
      return end - usableUntil < 0 ? new Good(ips, end) : this;
    }
  }

  /// What is known of a name before the first question, at `now`.
  static Known nothing(long now) {
    Good none = new Good(List.of(), now);
    return new Known(none, none, now, "", 0, now);
  }

  /// What is known after `answer` came at `now`.
  Known after(Answer answer, long now, ResolverLimits limits) {
    return switch (answer) {
      case Answer.Addresses(List<Ip> all, Duration ttl) -> {
        long until = now + life(ttl, limits);
        yield new Known(good(all, until, limits), new Good(List.of(), until), until, "", 0, until);
      }
      case Answer.OneFamily(List<Ip> one, Duration ttl) -> {
        long until = now + Math.min(life(ttl, limits), doubled(limits.leastLife(), limits));
        Good fresh = good(one, until, limits);
        boolean missing = !one.getFirst().isV4();
        Good before =
            (last.has(missing) ? last : kept)
                .only(missing, limits.addresses() - fresh.ips().size());
        yield new Known(fresh, before, until, "", failures + 1, until);
      }
      case Answer.None _ -> {
        long end = goodUntil + limits.lastGoodAfterNo().toNanos();
        yield new Known(
            last.untilAtMost(end),
            kept.untilAtMost(end),
            goodUntil,
            "there is no such name, or it has no address",
            0,
            now + limits.noLife().toNanos());
      }
      case Answer.Failed(String why) ->
          new Known(
              last,
              kept,
              goodUntil,
              why,
              failures + 1,
              now + doubled(limits.failureLife(), limits));
    };
  }

  private static long life(Duration ttl, ResolverLimits limits) {
    return Math.clamp(ttl.toNanos(), limits.leastLife().toNanos(), limits.longestLife().toNanos());
  }

  private static Good good(List<Ip> all, long until, ResolverLimits limits) {
    List<Ip> used = List.copyOf(all.subList(0, Math.min(all.size(), limits.addresses())));
    return new Good(used, until + limits.lastGood().toNanos());
  }

  /// `first` after the first failure in a row, twice as long after each further one.
  private long doubled(Duration first, ResolverLimits limits) {
    long longest = limits.longestFailureLife().toNanos();
    long time = first.toNanos();
    for (int i = 0; i < failures && time < longest; i++) {
      time *= 2;
    }
    return Math.min(time, longest);
  }

  /// The addresses to use at `now`, if they are usable.
  List<Ip> ips(long now) {
    return kept.isUsable(now)
        ? Stream.concat(last.ips().stream(), kept.ips().stream()).toList()
        : last.ips();
  }

  /// Whether the addresses' life is not over.
  boolean isFresh(long now) {
    return !last.ips().isEmpty() && now - goodUntil < 0;
  }

  /// Whether the addresses may be used if there are no better ones.
  boolean isUsable(long now) {
    return last.isUsable(now);
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
