package dev.starship.proxy;

import dev.starship.address.Address;
import dev.starship.balancing.BalancingLimits;
import dev.starship.balancing.Choice;
import dev.starship.balancing.Chooser;
import dev.starship.balancing.Occasion;
import dev.starship.counting.Count;
import dev.starship.health.Standing;
import dev.starship.health.Standings;
import dev.starship.health.Watch;
import dev.starship.proxy.Decision.Connect;
import dev.starship.routing.Balance;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Picks a backend for the sessions of one event loop. On the loop's thread.
final class Picking {
  /// Turns are counted for so many groups of hosts: two hosts of one group share a turn, which does
  /// little harm.
  private static final int TURNS = 4096;

  /// Added to a priority, it is behind all others: more than the largest.
  private static final int LAST_OF_ALL = 1 << 12;

  private final Chooser chooser = new Chooser(BalancingLimits.DEFAULT);
  private final Standings standings;
  private final Watch watch;
  private final RetryLimits retry;
  private final RandomGenerator random;
  private final int[] turns = new int[TURNS];
  private final Count retries = new Count();
  private final Count turnsToAnother = new Count();
  private final Count wonRaces = new Count();
  private final Count lostRaces = new Count();

  Picking(Standings standings, Watch watch, RetryLimits retry, RandomGenerator random) {
    this.standings = standings;
    this.watch = watch;
    this.retry = retry;
    this.random = random;
  }

  /// Takes note of those that a session may come to. A backend of the operator's own is the only
  /// one of its kind, so that nothing depends on how it stands.
  void see(List<Candidate> candidates, Connect decision) {
    if (!decision.trusted()) {
      for (Candidate candidate : candidates) {
        watch.seen(candidate.address(), decision.http(), decision.proxyProtocol());
      }
    }
  }

  /// The one to connect to; null if all were tried.
  ///
  /// @param account of the session: backends take turns for each host, and some are chosen by the
  ///   client
  /// @param tried those that this session has failed with
  @Nullable Candidate pick(
      Balance how,
      SessionAccount account,
      List<Candidate> candidates,
      List<Address> tried,
      long now) {
    if (candidates.size() == 1) {
      Candidate only = candidates.getFirst();
      return tried.contains(only.address()) ? null : only;
    }
    Set<Integer> spent = spent(candidates, tried);
    List<Choice> choices = new ArrayList<>(candidates.size());
    for (Candidate candidate : candidates) {
      int behind = spent.contains(candidate.priority()) ? LAST_OF_ALL : 0;
      choices.add(choice(candidate, behind, tried, now));
    }
    int turn = turns[slot(account.host())];
    Choice chosen = chooser.choose(how, choices, new Occasion(account.client().ip(), turn, random));
    return chosen == null ? null : candidates.get(indexOf(chosen, choices));
  }

  /// A session has picked; if that was its first, the turn goes to the next session of its host.
  void endTurn(SessionAccount account, List<Candidate> candidates, List<Address> tried) {
    if (tried.isEmpty() && candidates.size() > 1) {
      turns[slot(account.host())]++;
    }
  }

  /// The priorities that are spent before a session's last attempt: those in which it has failed.
  /// That one is for another priority with somebody usable; or a session would not get beyond a
  /// dead cluster with as many backends as there are attempts.
  private Set<Integer> spent(List<Candidate> candidates, List<Address> tried) {
    if (!retry.isLast(tried.size())) {
      return Set.of();
    }
    return candidates.stream()
        .filter(it -> tried.contains(it.address()))
        .map(Candidate::priority)
        .collect(Collectors.toUnmodifiableSet());
  }

  private Choice choice(Candidate candidate, int behind, List<Address> tried, long now) {
    Standing standing = standings.of(candidate.address());
    return new Choice(
        candidate.address(),
        candidate.weight(),
        behind + candidate.priority(),
        standing == null ? 0 : standing.connections(),
        standing == null ? 1 : standing.readiness(now),
        tried.contains(candidate.address()));
  }

  /// `picked`, or one of its `rivals` if it has lost a race lately. Only they are better: weights
  /// and priorities are the backends' own, whichever of their addresses is slow.
  Candidate orRival(
      Balance how,
      SessionAccount account,
      Candidate picked,
      List<Candidate> rivals,
      List<Address> tried,
      long now) {
    Standing slow = rivals.isEmpty() ? null : standings.of(picked.address());
    if (slow == null || !slow.isBehind(now)) {
      return picked;
    }
    List<Candidate> good = rivals.stream().filter(it -> isGood(it.address(), now)).toList();
    Candidate rival = good.isEmpty() ? null : pick(how, account, good, tried, now);
    return rival == null ? picked : rival;
  }

  private boolean isGood(Address address, long now) {
    Standing standing = standings.of(address);
    return standing == null || !standing.isBehind(now) && standing.readiness(now) > 0;
  }

  @SuppressWarnings("ReferenceEquality") // Two backends may be equal in everything.
  private static int indexOf(Choice chosen, List<Choice> choices) {
    int index = 0;
    while (choices.get(index) != chosen) {
      index++;
    }
    return index;
  }

  private static int slot(@Nullable String group) {
    int hash = Objects.hashCode(group);
    return (hash ^ hash >>> 16) & TURNS - 1;
  }

  /// Counts a connection to a backend that is about to be made.
  Standing begin(Address address) {
    return standings.begin(address);
  }

  /// A connect failed, and not for want of something here.
  void failed(Standing backend, long now) {
    standings.failed(backend, now);
  }

  void countRetry() {
    retries.increment();
  }

  /// How often another backend was tried because a connect failed. Any thread.
  long retries() {
    return retries.get();
  }

  /// Counts a race that the address which began later has won. The other one may lead nowhere or be
  /// far away: no failure, but for a while its rivals are better.
  ///
  /// @param until when that is over
  void lost(Standing first, long until) {
    first.standBehind(until);
    lostRaces.increment();
  }

  /// Counts a race that the first address has won.
  void won() {
    wonRaces.increment();
  }

  /// How many races the first address has won. Any thread.
  long wonRaces() {
    return wonRaces.get();
  }

  /// How many races it has lost. Any thread.
  long lostRaces() {
    return lostRaces.get();
  }

  void countTurn() {
    turnsToAnother.increment();
  }

  /// How often another backend was tried because one broke off before it answered. Any thread.
  long turnsToAnother() {
    return turnsToAnother.get();
  }
}
