package dev.starship.balancing;

import java.util.List;

/// Draws by weight alone.
final class ByWeight {
  /// No number of anyone.
  static final int NOBODY = -1;

  private ByWeight() {}

  static Choice choose(List<Choice> choices, Occasion occasion) {
    return choices.get(draw(choices, NOBODY, occasion));
  }

  /// Draws the number of one, but not `except`.
  static int draw(List<Choice> choices, int except, Occasion occasion) {
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
