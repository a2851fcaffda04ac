package dev.starship.balancing;

import java.util.List;

/// Draws two by weight and takes the less full: nearly as even as looking at all, and no herd runs
/// to the one that is empty at the moment.
final class PowerOfTwo {
  private PowerOfTwo() {}

  static Choice choose(List<Choice> choices, Occasion occasion) {
    int first = ByWeight.draw(choices, ByWeight.NOBODY, occasion);
    int second = ByWeight.draw(choices, first, occasion);
    Choice one = choices.get(first);
    Choice other = choices.get(second);
    return other.fullness() < one.fullness() ? other : one;
  }
}
