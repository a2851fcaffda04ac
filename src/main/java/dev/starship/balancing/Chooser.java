package dev.starship.balancing;

import dev.starship.routing.Balance;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Chooses a backend: first the priority, then one within it.
///
/// The first priority with a usable backend is taken; usable is who is not ejected and was not
/// tried by this session. If there is none, all who were not tried count, by priority (panic); so
/// they do where fewer than [BalancingLimits#panicPercent()] of a priority are usable and there is
/// no other to go to, but not for a session that has failed once already. Immutable, any thread.
public final class Chooser {
  private final BalancingLimits limits;

  /// A chooser that keeps to `limits`.
  public Chooser(BalancingLimits limits) {
    this.limits = limits;
  }

  /// The chosen one; null if all were tried.
  public @Nullable Choice choose(Balance how, List<Choice> choices, Occasion occasion) {
    List<Choice> candidates = candidates(choices);
    return switch (candidates.size()) {
      case 0 -> null;
      case 1 -> candidates.getFirst();
      default -> among(how, candidates, occasion);
    };
  }

  private Choice among(Balance how, List<Choice> candidates, Occasion occasion) {
    boolean panics = candidates.stream().anyMatch(it -> it.readiness() == 0);
    if (panics && (how == Balance.P2C || how == Balance.LEAST_CONNECTIONS)) {
      // Those that nobody could connect to are empty.
      return ByWeight.choose(candidates, occasion);
    }
    return switch (how) {
      case P2C -> PowerOfTwo.choose(candidates, occasion);
      case LEAST_CONNECTIONS -> LeastConnections.choose(candidates, occasion);
      case ROUND_ROBIN -> RoundRobin.choose(candidates, occasion.turn());
      case SOURCE_HASH -> SourceHash.choose(candidates, occasion.client(), limits);
    };
  }

  private List<Choice> candidates(List<Choice> choices) {
    int first = firstPriority(choices, true);
    if (first < 0) {
      return untried(choices, firstPriority(choices, false));
    }
    List<Choice> usable =
        choices.stream().filter(it -> it.priority() == first && isUsable(it)).toList();
    return isPanic(choices, first, usable.size()) ? untried(choices, first) : usable;
  }

  /// Whether too few of the priority are usable, and nobody else can help.
  private boolean isPanic(List<Choice> choices, int priority, int usable) {
    int all = 0;
    for (Choice choice : choices) {
      if (choice.tried() || choice.priority() > priority && isUsable(choice)) {
        return false;
      }
      all += choice.priority() == priority ? 1 : 0;
    }
    return 100L * usable < (long) limits.panicPercent() * all;
  }

  /// The lowest number of a priority that has somebody left; -1 if none has.
  private static int firstPriority(List<Choice> choices, boolean usable) {
    int first = -1;
    for (Choice choice : choices) {
      boolean counts = usable ? isUsable(choice) : !choice.tried();
      if (counts && (first < 0 || choice.priority() < first)) {
        first = choice.priority();
      }
    }
    return first;
  }

  private static List<Choice> untried(List<Choice> choices, int priority) {
    return choices.stream().filter(it -> it.priority() == priority && !it.tried()).toList();
  }

  private static boolean isUsable(Choice choice) {
    return choice.readiness() > 0 && !choice.tried();
  }
}
