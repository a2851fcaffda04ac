package dev.starship.transport;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.atomic.MpscChunkedAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/// Tasks from any thread for one loop, and the flag that tells whether the loop must be woken for
/// them. A loop that is awake costs its givers no system call.
final class TaskQueue {
  /// What a giver may get to hear.
  enum Answer {
    TAKEN,
    FULL,
    CLOSED
  }

  private static final int CLOSED = Integer.MIN_VALUE;

  private final MessagePassingQueue<Runnable> tasks;
  private final Runnable wakeUp;
  private final AtomicBoolean asleep = new AtomicBoolean();

  /// How many threads are inside [#give]; with the [#CLOSED] bit once the queue takes no more. It
  /// lets [#close] wait for them, so that no task is lost and nobody wakes a loop that is gone,
  /// whose wake-up descriptor may by then be another file.
  private final AtomicInteger givers = new AtomicInteger();

  /// @param limit tasks that may wait
  /// @param wakeUp wakes the loop; any thread
  TaskQueue(int limit, Runnable wakeUp) {
    // The variant without sun.misc.Unsafe, which a JDK to come will not have.
    this.tasks = new MpscChunkedAtomicArrayQueue<>(LoopLimits.LEAST_TASKS_WAITING / 2, limit);
    this.wakeUp = wakeUp;
  }

  /// Adds a task. Any thread.
  Answer give(Runnable task) {
    if (givers.incrementAndGet() < 0) {
      givers.decrementAndGet();
      return Answer.CLOSED;
    }
    try {
      if (!tasks.offer(task)) {
        return Answer.FULL;
      }
      if (asleep.get() && asleep.compareAndSet(true, false)) {
        wakeUp.run();
      }
      return Answer.TAKEN;
    } finally {
      givers.decrementAndGet();
    }
  }

  /// The next task, or null. Loop's thread, as all that follows.
  @Nullable Runnable take() {
    return tasks.poll();
  }

  /// How many tasks wait.
  int waiting() {
    return tasks.size();
  }

  /// Called before the loop waits: whether it may. From here on a giver wakes it.
  boolean sleep() {
    if (!tasks.isEmpty()) {
      return false;
    }
    asleep.set(true);
    return tasks.isEmpty();
  }

  /// Called when the loop has stopped waiting.
  void awake() {
    asleep.set(false);
  }

  /// Takes no more; what was given before is still there.
  void close() {
    int inside = givers.updateAndGet(count -> count | CLOSED);
    while (inside != CLOSED) {
      Thread.onSpinWait();
      inside = givers.get();
    }
  }
}
