package dev.starship.balancing;

import java.util.List;

/// Each in its turn: with equal weights one after the other, else spread as evenly as the weights
/// allow, so that a heavy one is not chosen many times in a row.
///
/// Within a round from 0 to 1, one of share `w` is due at the middles of its `w` equal parts. The
/// turn counts through the round by that order, so no state is needed but the turn.
final class RoundRobin {
  /// A round has at most so many turns; finer differences of shares are rounded.
  private static final int LONGEST_ROUND = 10_000;

  private RoundRobin() {}

  static Choice choose(List<Choice> choices, long turn) {
    int[] parts = parts(choices);
    long round = 0;
    for (int part : parts) {
      round += part;
    }
    long due = Math.floorMod(turn, round);
    double early = 0;
    double late = 1;
    while (late - early > 1e-9) {
      double middle = (early + late) / 2;
      if (dueBefore(parts, middle) > due) {
        late = middle;
      } else {
        early = middle;
      }
    }
    long position = due - dueBefore(parts, early);
    int chosen = 0;
    for (int i = 0; i < parts.length; i++) {
      boolean isDue = dueBefore(parts[i], late) > dueBefore(parts[i], early);
      if (isDue) {
        chosen = i;
        if (position-- == 0) {
          break;
        }
      }
    }
    return choices.get(chosen);
  }

  /// The shares as whole numbers, at least 1, as small as they can be.
  private static int[] parts(List<Choice> choices) {
    double least = Double.MAX_VALUE;
    double all = 0;
    for (Choice choice : choices) {
      least = Math.min(least, choice.share());
      all += choice.share();
    }
    boolean equal = all == least * choices.size();
    int[] parts = new int[choices.size()];
    for (int i = 0; i < parts.length; i++) {
      double share = choices.get(i).share();
      parts[i] = equal ? 1 : Math.max(1, (int) Math.round(share / all * LONGEST_ROUND));
    }
    return parts;
  }

  private static long dueBefore(int[] parts, double time) {
    long due = 0;
    for (int part : parts) {
      due += dueBefore(part, time);
    }
    return due;
  }

  private static long dueBefore(int part, double time) {
    return Math.round(part * time);
  }
}
