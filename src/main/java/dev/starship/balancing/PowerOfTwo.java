package dev.starship.balancing;

import java.util.List;

/// Draws two by weight and takes the less full: nearly as even as looking at all, and no herd runs
/// to the one that is empty at the moment.
final class PowerOfTwo {
  private static final int NOBODY = -1;

  private PowerOfTwo() {}

  static Choice choose(List<Choice> choices, Occasion occasion) {
    int first = draw(choices, NOBODY, occasion);
    int second = draw(choices, first, occasion);
    Choice one = choices.get(first);
    Choice other = choices.get(second);
    return other.fullness() < one.fullness() ? other : one;
  }

  /// Draws one by weight, but not `except`.
  private static int draw(List<Choice> choices, int except, Occasion occasion) {
    double all = 0;
    for (int i = 0; i < choices.size(); i++) {
      all += i == except ? 0 : choices.get(i).share();
    }
    double drawn = occasion.random().nextDouble() * all;
    int last = NOBODY;
    for (int i = 0; i < choices.size(); i++) {
      if (i != except) {
        last = i;
        drawn -= choices.get(i).share();
        if (drawn < 0) {
          break;
        }
      }
    }
    return last;
  }
}
