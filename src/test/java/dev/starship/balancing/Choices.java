package dev.starship.balancing;

import dev.starship.address.Address;
import dev.starship.address.Ip;
import dev.starship.routing.Balance;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Backends for tests, 10.0.0.1 and on, and sessions that stay on them.
final class Choices {
  private final List<Choice> all = new ArrayList<>();
  private final Random random = new Random(11);
  private long turn;

  static Address address(int number) {
    return new Address(Ip.v4(10 << 24 | number), 443);
  }

  static Ip client(int number) {
    return Ip.v4(192 << 24 | 168 << 16 | number);
  }

  Choices with(double weight, int priority, double readiness) {
    all.add(new Choice(address(all.size() + 1), weight, priority, 0, readiness, false));
    return this;
  }

  static Choices weights(double... weights) {
    Choices choices = new Choices();
    for (double weight : weights) {
      choices.with(weight, 0, 1);
    }
    return choices;
  }

  Choices connections(int number, int connections) {
    Choice old = all.get(number - 1);
    return replace(
        new Choice(
            old.address(),
            old.weight(),
            old.priority(),
            connections,
            old.readiness(),
            old.tried()));
  }

  Choices readiness(int number, double readiness) {
    Choice old = all.get(number - 1);
    return replace(
        new Choice(
            old.address(),
            old.weight(),
            old.priority(),
            old.connections(),
            readiness,
            old.tried()));
  }

  Choices tried(int number) {
    Choice old = all.get(number - 1);
    return replace(
        new Choice(
            old.address(), old.weight(), old.priority(), old.connections(), old.readiness(), true));
  }

  Choices without(int number) {
    Choices fewer = new Choices();
    fewer.all.addAll(all);
    fewer.all.removeIf(choice -> choice.address().equals(address(number)));
    return fewer;
  }

  private Choices replace(Choice changed) {
    all.replaceAll(old -> old.address().equals(changed.address()) ? changed : old);
    return this;
  }

  List<Choice> list() {
    return all;
  }

  private @Nullable Choice chosen(Balance how, int client) {
    return new Chooser(BalancingLimits.DEFAULT)
        .choose(how, all, new Occasion(client(client), turn++, random));
  }

  /// The number of the one that is chosen for `client`; 0 if there is none.
  int choose(Balance how, int client) {
    Choice chosen = chosen(how, client);
    return chosen == null ? 0 : (int) chosen.address().ip().low() & 0xFF;
  }

  /// How often each is chosen for `times` clients that do not stay.
  Map<Integer, Integer> count(Balance how, int times) {
    var counts = new LinkedHashMap<Integer, Integer>();
    for (int i = 0; i < times; i++) {
      counts.merge(choose(how, i), 1, Integer::sum);
    }
    return counts;
  }

  /// How many sessions each has after `times` clients came and stayed.
  List<Integer> fill(Balance how, int times) {
    for (int i = 0; i < times; i++) {
      Choice chosen = Objects.requireNonNull(chosen(how, i));
      connections((int) chosen.address().ip().low() & 0xFF, chosen.connections() + 1);
    }
    return all.stream().map(Choice::connections).toList();
  }
}
