package dev.starship.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Waits for what an event loop does in its own time and tells nobody of.
public final class Await {
  private Await() {}

  /// Waits until `done`.
  ///
  /// @param otherwise what is wrong if that does not come within [RunningProxy#PATIENCE]
  public static void until(String otherwise, BooleanSupplier done) {
    until(() -> otherwise, done);
  }

  /// Waits until `count` is `expected`.
  static void count(long expected, LongSupplier count) {
    until(() -> "the count is " + count.getAsLong(), () -> count.getAsLong() == expected);
  }

  private static void until(Supplier<String> otherwise, BooleanSupplier done) {
    long giveUp = System.nanoTime() + RunningProxy.PATIENCE.toNanos();
    while (!done.getAsBoolean()) {
      assertThat(System.nanoTime() - giveUp).as(otherwise).isNegative();
      Thread.onSpinWait();
    }
  }
}
