package dev.starship.balancing;

import java.util.List;

/// Takes the least full of all. Among several, chance decides by weight.
final class LeastConnections {
  private LeastConnections() {}

  static Choice choose(List<Choice> choices, Occasion occasion) {
    Choice chosen = choices.getFirst();
    double equals = 0;
    for (Choice choice : choices) {
      int order = Double.compare(choice.fullness(), chosen.fullness());
      if (order <= 0) {
        equals = (order < 0 ? 0 : equals) + choice.share();
        // Each of the equals stays with the chance of its share among those seen so far.
        if (occasion.random().nextDouble() * equals < choice.share()) {
          chosen = choice;
        }
      }
    }
    return chosen;
  }
}
