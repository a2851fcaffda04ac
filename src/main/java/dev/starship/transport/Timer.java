package dev.starship.transport;

import java.time.Duration;

/// A reusable one-shot timer of one event loop, from [EventLoop#newTimer]. All methods on the
/// loop's thread.
public interface Timer {
  /// Runs the task once, `delayNanos` from now, late by at most the loop's timer tick. Replaces an
  /// earlier start.
  void start(long delayNanos);

  /// Starts it as [#start(long)].
  default void start(Duration delay) {
    start(delay.toNanos());
  }

  /// Forgets the start, and that it ran out.
  void stop();

  /// Whether it is running.
  boolean running();

  /// Whether it has run out since it was last started or stopped.
  boolean passed();
}
