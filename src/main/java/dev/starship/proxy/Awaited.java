package dev.starship.proxy;

import dev.starship.transport.EventLoop;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// An answer that a session waits for. It may come at once or from another thread; it is there, and
/// the session woken, on the session's event loop.
final class Awaited<T> implements Consumer<T> {
  private final EventLoop loop;
  private final Runnable wake;
  private @Nullable T answer;

  Awaited(EventLoop loop, Runnable wake) {
    this.loop = loop;
    this.wake = wake;
  }

  @Override
  public void accept(T given) {
    if (loop.inLoop()) {
      answer = given;
      wake.run();
    } else {
      // A loop that takes no more tasks has closed, and its sessions with it.
      loop.execute(() -> accept(given));
    }
  }

  /// The answer; null until it came.
  @Nullable T answer() {
    return answer;
  }
}
