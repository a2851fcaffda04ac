package dev.starship.proxy;

import dev.starship.transport.EventLoop;
import dev.starship.transport.Timer;
import java.time.Duration;

/// The one thing a session waits for at most so long. It wakes the session when it has passed.
final class Deadline implements Runnable {
  private final Timer timer;
  private final Runnable wake;
  private boolean passed;

  Deadline(EventLoop loop, Runnable wake) {
    this.timer = loop.newTimer(this);
    this.wake = wake;
  }

  /// The timer has run out.
  @Override
  public void run() {
    passed = true;
    wake.run();
  }

  /// Sets it anew.
  void in(Duration delay) {
    passed = false;
    timer.start(delay.toNanos());
  }

  /// Nothing is waited for.
  void stop() {
    passed = false;
    timer.stop();
  }

  boolean passed() {
    return passed;
  }
}
