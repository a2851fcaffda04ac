package dev.starship.transport;

/// A reusable one-shot timer of one event loop, from [EventLoop#newTimer]. All methods on the
/// loop's thread.
public interface Timer {
  /// Runs the task once, `delayNanos` from now, late by at most the loop's timer tick. Replaces an
  /// earlier start.
  void start(long delayNanos);

  /// Forgets the start; does nothing if it is not running.
  void stop();

  /// Whether it is running.
  boolean running();
}
