package dev.starship.routing;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/// A counter for each constant of an enum. Any thread.
final class Tally<E extends Enum<E>> {
  private final Map<E, LongAdder> counters;

  Tally(Class<E> type) {
    counters = new EnumMap<>(type);
    for (E constant : type.getEnumConstants()) {
      counters.put(constant, new LongAdder());
    }
  }

  void add(E constant, long times) {
    counter(constant).add(times);
  }

  long sum(E constant) {
    return counter(constant).sum();
  }

  private LongAdder counter(E constant) {
    return Objects.requireNonNull(counters.get(constant));
  }
}
